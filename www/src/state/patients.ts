/** From photographs to patients: which eye is the worse one, and what the patient is told. */

import type { GradedScreening, Screening } from 'zoom-in-net';
import type { Side } from './naming.js';
import type { Eye, OperatingPoint, Result } from './store.js';

export type Verdict = 'referable' | 'not_referable' | 'ungradable';

/** A patient is not cleared while a photograph has no result. */
export type PatientVerdict = Verdict | 'incomplete';

export interface Patient {
  name: string;
  eyes: Eye[];
}

/** All photographs of one eye; it is as bad as the worst that could be graded. */
export interface EyeOfPatient {
  /** `null`: nobody said which eye it is. */
  side: Side | null;
  /** The photograph that decides. */
  deciding: Eye;
  screening: GradedScreening | null;
  verdict: Verdict;
}

export interface PatientResult {
  /** Right before left, as clinicians write them. */
  eyes: EyeOfPatient[];
  /** The eye that is worse off; `null` where none was graded. */
  worse: EyeOfPatient | null;
  verdict: PatientVerdict;
  /** Some eye has no gradable photograph. */
  someUngradable: boolean;
  /** The eye of which there is no photograph, where the other one is known. */
  missing: Side | null;
  /** Photographs without a result yet, or with an error. */
  open: number;
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

/** For retinopathy, macular oedema, or both. */
export function isReferable({ referable, oedema }: GradedScreening, point: OperatingPoint): boolean {
  return referable[`at_${point}`] || (oedema?.[`at_${point}`] ?? false);
}

export function verdictOf(screening: Screening, point: OperatingPoint): Verdict {
  if (screening.outcome === 'ungradable') return 'ungradable';
  return isReferable(screening, point) ? 'referable' : 'not_referable';
}

/** Nothing while no photograph of the patient has a result. */
export function patientResult(patient: Patient, point: OperatingPoint): PatientResult | null {
  const done = patient.eyes.filter((eye) => resultOf(eye));
  if (done.length === 0) return null;
  const eyes = sidesOf(done).map((photographs) => worstOf(photographs, point));
  const graded = eyes.filter(({ screening }) => screening);
  const someUngradable = eyes.some(({ verdict }) => verdict === 'ungradable');
  const open = patient.eyes.length - done.length;
  const sides = new Set(patient.eyes.map(({ side }) => side));
  const missing = sides.has(null) || sides.size !== 1 ? null : sides.has('left') ? 'right' : 'left';
  return {
    eyes,
    worse: graded.toSorted(worseFirst)[0] ?? null,
    verdict: patientVerdict(eyes, open),
    someUngradable,
    missing,
    open,
  };
}

function patientVerdict(eyes: EyeOfPatient[], open: number): PatientVerdict {
  if (eyes.some(({ verdict }) => verdict === 'referable')) return 'referable';
  if (eyes.some(({ verdict }) => verdict === 'ungradable')) return 'ungradable';
  return open > 0 ? 'incomplete' : 'not_referable';
}

/** Photographs of the same eye together; one of an eye that nobody named stands alone. */
function sidesOf(eyes: Eye[]): Eye[][] {
  const of = (side: Side) => eyes.filter((eye) => eye.side === side);
  const unnamed = eyes.filter(({ side }) => side === null).map((eye) => [eye]);
  return [of('right'), of('left'), ...unnamed].filter(({ length }) => length > 0);
}

/** Of photographs of the same eye the one that decides, by what is shown of each or by another finding of it. */
export function worstOf(photographs: Eye[], point: OperatingPoint, findingOf: (result: Result) => Screening = shownOf): EyeOfPatient {
  const eyes = photographs.flatMap((deciding): EyeOfPatient[] => {
    const result = resultOf(deciding);
    if (!result) return [];
    const screening = findingOf(result);
    return [
      {
        side: deciding.side,
        deciding,
        screening: screening.outcome === 'graded' ? screening : null,
        verdict: verdictOf(screening, point),
      },
    ];
  });
  const worst = eyes.toSorted(worseFirst)[0];
  if (!worst) throw new Error('an eye without a photograph has no result');
  return worst;
}

function shownOf({ screening }: Result): Screening {
  return screening;
}

/** Whoever is referred first, then the worse grade, then the more probable; what has no grade comes last. */
function worseFirst(a: EyeOfPatient, b: EyeOfPatient): number {
  if (!a.screening || !b.screening) return Number(!a.screening) - Number(!b.screening);
  return (
    Number(b.verdict === 'referable') - Number(a.verdict === 'referable') ||
    b.screening.grade - a.screening.grade ||
    b.screening.referable.probability - a.screening.referable.probability
  );
}
