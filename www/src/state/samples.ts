/** Pictures drawn by the project's own generator, for whoever has no photograph at hand. */

import type { Grade, Side } from 'zoom-in-net';

export interface Sample {
  file: string;
  grade: Grade;
  side: Side;
  /** Two eyes drawn as one patient's have the same. */
  patient: string;
}

export const SAMPLES: readonly Sample[] = [
  { file: 'synthetic-1_right.jpg', grade: 0, side: 'right', patient: 'synthetic 1' },
  { file: 'synthetic-1_left.jpg', grade: 2, side: 'left', patient: 'synthetic 1' },
  { file: 'synthetic-2_right.jpg', grade: 3, side: 'right', patient: 'synthetic 2' },
  { file: 'synthetic-3_left.jpg', grade: 4, side: 'left', patient: 'synthetic 3' },
];

export interface LoadedSample extends Sample {
  blob: Blob;
  url: string;
}

/** All at once and only once, with the page: choosing one later asks for nothing. */
export async function loadSamples(): Promise<LoadedSample[]> {
  return Promise.all(
    SAMPLES.map(async (sample) => {
      const response = await fetch(`samples/${sample.file}`);
      if (!response.ok) throw new Error(`${sample.file}: the server answered ${response.status}`);
      const blob = await response.blob();
      return { ...sample, blob, url: URL.createObjectURL(blob) };
    }),
  );
}
