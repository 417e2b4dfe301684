/** Probabilities as a clinician says them, and the four of which everything follows. */

import type { Grade, GradedScreening } from '../types.js';
import { atLeast, GRADES } from './grades.js';
import type { Words } from './words.js';

/** The grade is the worst one that is reached with it. */
export const HALF = 0.5;

/** No result is more exact than a hundredth of a per cent. */
const MAX_DIGITS = 2;

/** Of one of the four bars. */
export interface Step {
  grade: Grade;
  name: string;
  /** The probability of the grade or worse. */
  probability: number;
  figure: string;
  isReached: boolean;
}

/** Of each grade but none, how probable it or worse is; the grade is the worst one that is reached. */
export function stepsOf(words: Words, { probabilities, grade: reached }: GradedScreening): Step[] {
  return GRADES.filter((grade) => grade > 0).map((grade) => {
    const probability = atLeast(probabilities, grade);
    const name = words.t.shortGrades[grade] ?? '';
    return {
      grade,
      name: grade === GRADES.length - 1 ? name : words.t.result.orWorse(name),
      probability,
      figure: beside(words, probability, HALF)[0],
      isReached: grade <= reached,
    };
  });
}

/** In whole per cent: nobody knows a probability to a thousandth, and none is certain. */
export function spoken({ t, percent }: Words, probability: number, digits = 0): string {
  const least = 10 ** -(digits + 2);
  if (probability < least) return t.result.under(percent(least, digits));
  if (probability > 1 - least) return t.result.over(percent(1 - least, digits));
  return percent(probability, digits);
}

/** A probability and a threshold, with further digits while they would look the same and are not. */
export function beside(words: Words, probability: number, threshold: number, digits = 0): [probability: string, threshold: string] {
  const pair: [string, string] = [spoken(words, probability, digits), spoken(words, threshold, digits)];
  const isClear = pair[0] !== pair[1] || probability === threshold || digits === MAX_DIGITS;
  return isClear ? pair : beside(words, probability, threshold, digits + 1);
}
