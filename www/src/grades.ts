import type { FiveGrades, Grade } from 'zoom-in-net';

/** All ICDR grades, from none to proliferative. */
export const GRADES: readonly Grade[] = [0, 1, 2, 3, 4];

/** The probability of moderate, severe or proliferative retinopathy. */
export function referableProbability(probabilities: FiveGrades<number>): number {
  return probabilities[2] + probabilities[3] + probabilities[4];
}
