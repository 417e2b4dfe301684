/** Referable or not, and for which reason. */

import type { OperatingPoint, Verdict } from '../clinical.js';
import type { GradedScreening, Referral } from '../types.js';
import { REFERABLE } from './grades.js';
import { beside, HALF, spoken } from './probabilities.js';
import type { Words } from './words.js';

/** What an eye may be referred for. */
export interface ReasonToRefer {
  name: string;
  shortName: string;
  referral: Referral;
}

/** Retinopathy and, where the model assesses it, macular oedema. */
export function reasonsToRefer({ t }: Words, { referable, oedema }: GradedScreening): ReasonToRefer[] {
  const { retinopathy, shortRetinopathy, oedema: name, shortOedema } = t.result;
  return [
    { name: retinopathy, shortName: shortRetinopathy, referral: referable },
    ...(oedema ? [{ name, shortName: shortOedema, referral: oedema }] : []),
  ];
}

/** Each reason with its probability and the threshold. */
export function referralSentences(words: Words, screening: GradedScreening, point: OperatingPoint): string[] {
  return reasonsToRefer(words, screening).map(({ name, referral }) =>
    words.t.result.against(name, ...beside(words, referral.probability, referral[`threshold_at_${point}`])),
  );
}

/**
 * Why the referral is not what the grade makes one expect, where it is not: each has a threshold of its own.
 *
 * @param verdict Of the photograph, at the same operating point.
 */
export function whyApart(words: Words, screening: GradedScreening, verdict: Verdict, point: OperatingPoint): string | null {
  const { t, percent } = words;
  const { grade, referable } = screening;
  const isReferred = verdict === 'referable';
  if (isReferred === grade >= REFERABLE) return null;
  const [half, threshold] = [percent(HALF, 0), spoken(words, referable[`threshold_at_${point}`])];
  if (!isReferred) return t.result.referredLater(half, threshold);
  return referable[`at_${point}`] ? t.result.referredSooner(half, threshold) : t.result.referredForOedema;
}
