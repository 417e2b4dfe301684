/** The page's photographs as those of patients, for the rules that say what each is told. */

import type { GradedScreening, Screening } from 'zoom-in-net';
import type { PatientResult as ResultOf, PatientVerdict, Side, Verdict } from 'zoom-in-net/patient';
import { rules } from './rules.js';
import type { Eye, OperatingPoint, Result } from './store.js';

export type { PatientVerdict, Verdict };

export interface Patient {
  name: string;
  eyes: Eye[];
}

/** All photographs of one eye. */
export interface EyeOfPatient {
  /** `null`: nobody said which eye it is. */
  side: Side | null;
  /** The photograph that decides. */
  deciding: Eye;
  screening: GradedScreening | null;
  verdict: Verdict;
}

export type PatientResult = Omit<ResultOf<Shown>, 'eyes' | 'worse'> & {
  /** Right before left, as clinicians write them. */
  eyes: EyeOfPatient[];
  /** The eye that is worse off; `null` where none was graded. */
  worse: EyeOfPatient | null;
};

/** An eye with what is shown of it. */
interface Shown {
  eye: Eye;
  side: Side | null;
  screening: Screening | null;
}

/** In the order in which they came. */
export function patientsOf(eyes: Eye[]): Patient[] {
  const patients = new Map<string, Patient>();
  for (const eye of eyes) {
    const patient = patients.get(eye.patient) ?? { name: eye.patient, eyes: [] };
    patient.eyes.push(eye);
    patients.set(eye.patient, patient);
  }
  const order = (eye: Eye) => (eye.side === 'right' ? 0 : eye.side === 'left' ? 1 : 2);
  for (const patient of patients.values()) patient.eyes.sort((a, b) => order(a) - order(b) || a.id - b.id);
  return [...patients.values()];
}

export function resultOf(eye: Eye): Result | null {
  return eye.progress.state === 'done' ? eye.progress.result : null;
}

export function verdictOf(screening: Screening, point: OperatingPoint): Verdict {
  return rules().verdictOf(screening, point);
}

/** Nothing while no photograph of the patient has a result. */
export function patientResult(patient: Patient, point: OperatingPoint): PatientResult | null {
  const shown = patient.eyes.map((eye): Shown => ({ eye, side: eye.side, screening: resultOf(eye)?.screening ?? null }));
  const result = rules().resultOf(shown, point);
  if (result.eyes.length === 0) return null;
  const eyes = result.eyes.map(({ side, deciding: { eye, screening }, verdict }): EyeOfPatient => {
    return { side, deciding: eye, screening: screening && graded(screening), verdict };
  });
  return { ...result, eyes, worse: eyes.find(({ deciding }) => deciding === result.worse?.deciding.eye) ?? null };
}

/** The finding of the photograph that decides for an eye, of what was found by each photograph alone; `null` where none was graded. */
export function worstAlone(photographs: Eye[], point: OperatingPoint): GradedScreening | null {
  const alone = photographs.map((eye) => ({ side: eye.side, screening: resultOf(eye)?.alone ?? null }));
  const worst = rules().worstOf(alone, point)?.screening;
  return worst ? graded(worst) : null;
}

function graded(screening: Screening): GradedScreening | null {
  return screening.outcome === 'graded' ? screening : null;
}
