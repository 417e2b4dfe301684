/** A patient's photographs with their results, as reports and exports take them. */

import type { DeviceInUse, ModelManifest, Picture, Screening } from './types.js';

export type Side = 'left' | 'right';

/** Which of the two thresholds decides. */
export type OperatingPoint = 'high_sensitivity' | 'high_specificity';

export const OPERATING_POINTS: readonly OperatingPoint[] = ['high_sensitivity', 'high_specificity'];

export type Verdict = 'referable' | 'not_referable' | 'ungradable';

/** A patient is not cleared while a photograph has no result. */
export type PatientVerdict = Verdict | 'incomplete';

/** For retinopathy, macular oedema, or both. */
export function verdictOf(screening: Screening, point: OperatingPoint): Verdict {
  if (screening.outcome === 'ungradable') return 'ungradable';
  const { referable, oedema } = screening;
  return referable[`at_${point}`] || oedema?.[`at_${point}`] ? 'referable' : 'not_referable';
}

/** All photographs of one eye; it is as bad as the worst that could be graded. */
export interface EyeOfPatient<Photograph> {
  /** `null`: nobody said which eye it is. */
  side: Side | null;
  /** The photograph that decides. */
  deciding: Photograph;
  verdict: Verdict;
}

export interface PatientResult<Photograph> {
  /** Right before left, as clinicians write them. */
  eyes: EyeOfPatient<Photograph>[];
  /** The eye that is worse off; `null` where none was graded. */
  worse: EyeOfPatient<Photograph> | null;
  verdict: PatientVerdict;
  /** Some eye has no gradable photograph. */
  someUngradable: boolean;
  /** The eye of which there is no photograph, where the other one is known. */
  missing: Side | null;
  /** Photographs without a result yet, or with an error. */
  open: number;
}

/** One photograph with its result. */
export interface ReportedPhotograph {
  /** What it is known by, such as the name of its file. */
  name: string;
  side: Side | null;
  /** What the side was read from. */
  sideFrom: 'name' | 'dicom' | 'hand' | null;
  /** Drawn by a program: the result of no patient, which every report says. */
  synthetic: boolean;
  /** In pixels, upright. */
  width: number;
  height: number;
  screening: Screening;
  /** At the record's operating point. */
  verdict: Verdict;
  /** What computed it. */
  model: Pick<ModelManifest, 'name' | 'version'>;
  device: DeviceInUse;
  milliseconds: number;
  finished: Date;
}

/** One photograph with its result and its pictures. */
export interface PicturedPhotograph extends ReportedPhotograph {
  /** Upright, of `width` by `height` pixels. */
  image: Blob;
  /** What C-Net read, in the order of the regions. */
  crops: readonly Picture[];
}

export interface PatientRecord<Photograph extends ReportedPhotograph = ReportedPhotograph> {
  name: string;
  /** The point at which all verdicts of this record were found. */
  operatingPoint: OperatingPoint;
  /** Those that have a result. */
  photographs: readonly Photograph[];
  /** What the patient is told. */
  result: PatientResult<Photograph>;
}
