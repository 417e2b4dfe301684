/** One photograph's result as an Observation. */

import type { Observation, ObservationComponent } from 'fhir/r4.js';
import { OPERATING_POINTS, type ReportedPhotograph } from '../clinical.js';
import { texts } from '../texts/index.js';
import type { FiveGrades, GradedScreening, Referral } from '../types.js';
import { howRead, reasonWords, wordingOf } from '../words/result.js';
import type { Words } from '../words/words.js';

/** Displays of codes and names of components are English in every language. */
const en = texts('en');

const LOINC = 'http://loinc.org';
const ABSENT = 'http://terminology.hl7.org/CodeSystem/data-absent-reason';
const CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category';

const EYE_CODES = { left: '71490-7', right: '71491-5' } as const;
/** LOINC's answers for the ICDR scale, from none to proliferative. */
const ANSWERS: FiveGrades<string> = ['LA18643-9', 'LA18644-7', 'LA18645-4', 'LA18646-2', 'LA18648-8'];

export function observationOf(words: Words, { name, side, synthetic, screening, verdict, finished }: ReportedPhotograph): Observation {
  const { t, language } = words;
  const graded = screening.outcome === 'graded' ? screening : null;
  const notes = [
    wordingOf(words, verdict),
    `${t.report.file}: ${name}`,
    ...(graded ? howRead(words, graded) : []),
    ...(graded && !graded.oedema ? [t.noOedema] : []),
    t.wording.attention,
    t.wording.disclaimer,
    ...(synthetic ? [t.report.synthetic] : []),
  ];
  const common = {
    resourceType: 'Observation',
    status: 'preliminary',
    language,
    category: [{ coding: [{ system: CATEGORY, code: 'imaging', display: 'Imaging' }] }],
    code: side
      ? { coding: [{ system: LOINC, code: EYE_CODES[side] }], text: `Diabetic retinopathy severity, ${side} eye` }
      : { text: 'Diabetic retinopathy severity, eye not stated' },
    effectiveDateTime: finished.toISOString(),
    method: { text: 'Zoom-in-Net, automated grading of a colour fundus photograph' },
    note: notes.map((text) => ({ text })),
  } satisfies Observation;
  if (screening.outcome === 'ungradable') {
    const reasons = screening.reasons.map((reason) => reasonWords(words, reason)).join(' ');
    return {
      ...common,
      dataAbsentReason: { coding: [{ system: ABSENT, code: 'not-performed', display: 'Not Performed' }], text: `${t.wording.ungradable} ${reasons}` },
    };
  }
  const { grade } = screening;
  return {
    ...common,
    valueCodeableConcept: { coding: [{ system: LOINC, code: ANSWERS[grade], display: en.grades[grade] ?? '' }], text: t.grades[grade] ?? '' },
    component: componentsOf(screening),
  };
}

function componentsOf({ probabilities, referable, oedema, refer }: GradedScreening): ObservationComponent[] {
  const probability = (text: string, value: number): ObservationComponent => ({
    code: { text },
    valueQuantity: { value, unit: '1', system: 'http://unitsofmeasure.org', code: '1' },
  });
  const referral = (name: string, reason: Referral) =>
    OPERATING_POINTS.map((point): ObservationComponent => ({
      code: { text: `${name} at ${point.replace('_', ' ')} (probability at least ${reason[`threshold_at_${point}`]})` },
      valueBoolean: reason[`at_${point}`],
    }));
  return [
    ...en.grades.map((grade, level) => probability(`Probability: ${grade.toLowerCase()}`, probabilities[level] ?? 0)),
    probability('Probability: referable (moderate or worse)', referable.probability),
    ...referral('Referable', referable),
    ...(oedema ? [probability('Probability: macular oedema', oedema.probability), ...referral('Macular oedema', oedema)] : []),
    { code: { text: 'Refer, for retinopathy or macular oedema, at high sensitivity' }, valueBoolean: refer },
  ];
}
