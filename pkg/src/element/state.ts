/** What an element is doing. */

import type { PatientRules } from '../patient.js';
import type { LoadProgress, ScreenedPhotograph, Stage } from '../types.js';

export type State =
  | { is: 'empty'; wasCancelled: boolean }
  | { is: 'loading'; parts: ReadonlyMap<LoadProgress['part'], LoadProgress> }
  | { is: 'waiting' }
  | { is: 'screening'; stage: Stage }
  | { is: 'done'; name: string; screened: ScreenedPhotograph; rules: PatientRules }
  | { is: 'failed'; code: string; message: string };

/** How much of the loading is done, 0 to 1, as far as is known. */
export function shareOf(parts: ReadonlyMap<LoadProgress['part'], LoadProgress>): number {
  // Programs are counted, not measured in bytes.
  const measured = [...parts.values()].filter(({ part, total }) => part !== 'programs' && total !== null);
  const total = measured.reduce((sum, one) => sum + (one.total ?? 0), 0);
  return total > 0 ? measured.reduce((sum, one) => sum + one.received, 0) / total : 0;
}
