/** What the package says and is told. What the library says is declared by the library itself. */

// What is declared there can be disposed of by `using`, which not every portal's compiler has been told of.
/// <reference lib="esnext.disposable" preserve="true" />

import type { FailureCode, ModelManifest, NetworkFiles, Screened, Screening, Stage as NetworkStage } from './cpu/zoom_in_net.js';

export type {
  Attention,
  BoxInPhoto as Box,
  Eye as Side,
  FileOfWeights,
  Finding,
  FiveGrades,
  IcdrGrade as Grade,
  ModelManifest,
  Notice,
  OperatingPoint,
  Picture,
  PointInPhoto as Point,
  Referral,
  RegionInPhoto as Region,
  Screening,
  UngradableReason,
  Votes,
} from './cpu/zoom_in_net.js';

export type GradedScreening = Extract<Screening, { outcome: 'graded' }>;

/** The photograph has no grade: it must be repeated, or the patient referred. */
export type UngradableScreening = Extract<Screening, { outcome: 'ungradable' }>;

export type NetworkName = keyof NetworkFiles;

export type DeviceKind = 'gpu' | 'cpu';

/** Why a device is in use: asked for, fit for it, or the processor because of what the GPU lacks or how slow it is. */
export type DeviceReason =
  | 'requested'
  | 'adapter_suitable'
  | 'no_webgpu'
  | 'no_adapter'
  | 'software_adapter'
  | 'slower_than_processor'
  | 'self_test_failed'
  | 'device_failed'
  | 'device_lost';

export interface DeviceInUse {
  kind: DeviceKind;
  /** What the browser says the GPU is; empty for the processor. */
  name: string;
  reason: DeviceReason;
}

/** What a screening does, in this order. */
export type Stage = 'decoding' | NetworkStage;

export interface LoadProgress {
  /** `programs` are those of the GPU, which its driver compiles. */
  part: 'module' | 'programs' | NetworkName;
  /** Bytes so far; of `programs` how many are compiled. */
  received: number;
  /** Bytes, or programs, in all, where known. */
  total: number | null;
  fromCache: boolean;
}

export interface ScreenedPhotograph extends Screened {
  device: DeviceInUse;
  /** Whose weights graded it. */
  model: Pick<ModelManifest, 'name' | 'version'>;
  /** Of this package. */
  packageVersion: string;
  milliseconds: number;
}

/** Why something failed: what the library says, and what only a page can meet. */
export type ErrorCode =
  | FailureCode
  | 'cancelled'
  | 'disposed'
  | 'network'
  /** A picture, or its address, that belongs to another origin than the page. */
  | 'other_origin'
  /** The page's content-security policy forbids the worker or WebAssembly; the message says what it must allow. */
  | 'blocked_by_policy';

/** What the promises of this package are rejected with; `cause` is the error that it comes from, where there is one. */
export class ScreeningError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ScreeningError';
    this.code = code;
  }
}
