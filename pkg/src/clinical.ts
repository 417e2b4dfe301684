/** A patient's photographs with their results, as reports and exports take them. */

import type { OperatingPoint, PatientResult, Side, Verdict } from './patient.js';
import type { DeviceInUse, ModelManifest, Picture, Screening } from './types.js';

export type { EyeOfPatient, OperatingPoint, PatientResult, PatientVerdict, Side, Verdict } from './patient.js';

export const OPERATING_POINTS: readonly OperatingPoint[] = ['high_sensitivity', 'high_specificity'];

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
