/** From a screening to what reports and exports take. */

import type { PicturedPhotograph } from '../clinical.js';
import { compressed } from '../pictures/pixels.js';
import type { ScreenedPhotograph } from '../types.js';

/** What a screening does not know of its photograph. */
export type AboutPhotograph = Pick<PicturedPhotograph, 'name' | 'side' | 'verdict' | 'model'> &
  Partial<Pick<PicturedPhotograph, 'sideFrom' | 'synthetic' | 'finished'>>;

/** The photograph is kept as a JPEG, of which a hundred fit into memory where their pixels do not. */
export async function pictured(screened: ScreenedPhotograph, about: AboutPhotograph): Promise<PicturedPhotograph> {
  const { photograph, screening, crops, device, milliseconds } = screened;
  const { width, height } = photograph;
  const image = await compressed(photograph);
  return { sideFrom: null, synthetic: false, finished: new Date(), ...about, width, height, image, screening, crops, device, milliseconds };
}
