import type { FiveGrades, Grade } from '../types.js';

/** All ICDR grades, from none to proliferative. */
export const GRADES: readonly Grade[] = [0, 1, 2, 3, 4];

/** The mildest grade that is referable: moderate. */
export const REFERABLE: Grade = 2;

/** The probability of a grade or worse. */
export function atLeast(probabilities: FiveGrades<number>, grade: Grade): number {
  return probabilities.slice(grade).reduce((sum, probability) => sum + probability, 0);
}
