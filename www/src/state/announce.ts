import { texts } from '../i18n/index.js';
import { verdictOf } from './patients.js';
import type { Eye, Result, State } from './store.js';

/** A result in one sentence, for those who hear it. */
export function describeResult({ settings, operatingPoint }: State, eye: Eye, { screening }: Result): string {
  const t = texts(settings.language);
  const grade = screening.outcome === 'graded' ? t.grades[screening.grade] : null;
  const bothEyes = screening.outcome === 'graded' && screening.both_eyes ? t.result.bothEyes : null;
  return [eye.name, grade, t.verdicts[verdictOf(screening, operatingPoint)], bothEyes].filter(Boolean).join('. ');
}
