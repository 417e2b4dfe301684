/** What a screening says, as in the JSON of the command line. Boxes and points are in pixels of the upright photograph. */
export type Screening = GradedScreening | UngradableScreening;

export interface GradedScreening extends Finding {
  outcome: 'graded';
}

/** The photograph has no grade: it must be repeated, or the patient referred. */
export interface UngradableScreening {
  outcome: 'ungradable';
  reasons: UngradableReason[];
}

export interface UngradableReason {
  /** Stable, such as `blurred`. */
  code: string;
  /** A sentence in English. */
  message: string;
}

/** ICDR, from 0 (none) to 4 (proliferative). */
export type FiveGrades<T> = [T, T, T, T, T];

export type Point = [x: number, y: number];

export interface Box {
  min: Point;
  max: Point;
}

export interface Finding {
  /** The worst grade that the eye has, or exceeds, with a probability of one half. */
  grade: Grade;
  /** Of each grade, calibrated. */
  probabilities: FiveGrades<number>;
  /** Whether the eye should be referred at high sensitivity: for retinopathy, for macular oedema, or for both. */
  refer: boolean;
  /** Moderate, severe or proliferative retinopathy. */
  referable: Referral;
  /** Macular oedema; absent where the model does not assess it. */
  oedema?: Referral;
  /** Whether the fellow eye was read too: M-Net's logits are then those of its head of both eyes. */
  both_eyes: boolean;
  /** Whether mirrored and turned views were read too; all but the maps and regions is then their average. */
  thorough: boolean;
  /** d_M, which M-Net's head of both eyes reads. */
  features: number[];
  votes: Votes;
  attention: Attention;
  regions: Region[];
  field_of_view_in_photo: Box;
  notices: Notice[];
}

export type Grade = 0 | 1 | 2 | 3 | 4;

/** Referable or not for one reason, at two operating points that were fixed on validation patients. */
export interface Referral {
  /** Of what makes the eye referable, calibrated. */
  probability: number;
  at_high_sensitivity: boolean;
  threshold_at_high_sensitivity: number;
  at_high_specificity: boolean;
  threshold_at_high_specificity: number;
}

export interface Votes {
  m_net_logits: FiveGrades<number>;
  a_net_logits: FiveGrades<number>;
  c_net_logits: FiveGrades<number>;
  m_net_probabilities: FiveGrades<number>;
  m_a_net_probabilities: FiveGrades<number>;
}

export interface Attention {
  /** Rows, and columns, of each map. */
  cells: number;
  /** One map a grade, row by row. */
  gated_maps: FiveGrades<number[]>;
  /** What a map spans; it may reach beyond the photograph. */
  square_in_photo: Box;
}

export interface Region {
  /** 1 for the strongest. */
  number: number;
  box_in_photo: Box;
  centre_in_photo: Point;
  response: number;
}

export type Notice =
  | { notice: 'low_resolution'; field_diameter: number; pixels_per_degree: number }
  | { notice: 'magnified'; factor: number }
  | { notice: 'field_cut_off'; kept: number }
  | { notice: 'no_rim' };

/** The parts of `weights/model.json` that a page shows. */
export interface ModelManifest {
  name: string;
  version: string;
  architecture: 'lite' | 'paper';
  sizes: { input: number; high_resolution: number; crop: number; mask: number };
  networks: Record<NetworkName, { file: string; bytes: number; sha256: string }>;
  [more: string]: unknown;
}

export type NetworkName = 'm_net' | 'a_net' | 'c_net';

/** Opaque RGBA, as in `ImageData`. */
export interface Picture {
  width: number;
  height: number;
  data: Uint8ClampedArray<ArrayBuffer>;
}

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

export type Stage = 'decoding' | 'preparing' | 'grading' | 'attending' | 'zooming';

export interface LoadProgress {
  /** `programs` are those of the GPU, which its driver compiles. */
  part: 'module' | 'programs' | NetworkName;
  /** Bytes so far; of `programs` how many are compiled. */
  received: number;
  /** Bytes, or programs, in all, where known. */
  total: number | null;
  fromCache: boolean;
}

export interface ScreenedPhotograph {
  screening: Screening;
  /** Upright. */
  photograph: Picture;
  /** What C-Net read, in the order of the regions. */
  crops: Picture[];
  /** As a DICOM file says; null for any other. */
  laterality: 'left' | 'right' | null;
  device: DeviceInUse;
  /** Whose weights graded it. */
  model: Pick<ModelManifest, 'name' | 'version'>;
  /** Of this package. */
  packageVersion: string;
  milliseconds: number;
}

export type ErrorCode =
  | 'not_an_image'
  | 'damaged_image'
  | 'unsupported_image'
  | 'too_many_pixels'
  | 'cancelled'
  | 'disposed'
  | 'network'
  | 'weights_damaged'
  | 'weights_do_not_fit'
  | 'self_test_failed'
  | 'device_failed'
  | 'other_model'
  /** A picture, or its address, that belongs to another origin than the page. */
  | 'other_origin'
  /** The page's content-security policy forbids the worker or WebAssembly; the message says what it must allow. */
  | 'blocked_by_policy';

/** What the promises of this package are rejected with. */
export class ScreeningError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.name = 'ScreeningError';
    this.code = code;
  }
}
