/**
 * Which eye a file shows, whose it is, and what a patient is told of all photographs together: the rules of the library
 * itself, in a WebAssembly module of their own that is small enough for the page's own thread.
 */

import { compile } from './files.js';
import init, { patientResult, readName, verdictOf, worstOf } from './rules/zoom_in_net.js';
import type { Named, OperatingPoint, PatientVerdict, ScreeningSummary, Verdict } from './rules/zoom_in_net.js';
import type { Screening, Side } from './types.js';

export type { Named, OperatingPoint, PatientVerdict, ScreeningSummary, Side, Verdict };

/** A photograph of a patient; objects of your own that have these two will do. */
export interface PatientPhotograph {
  /** The eye that it shows; `null` where nobody said which. */
  side: Side | null;
  /** `null` where it has no result, or none yet. */
  screening: Screening | null;
}

/** All photographs of one eye; it is as bad as the worst that could be graded. */
export interface EyeOfPatient<Photograph extends PatientPhotograph> {
  /** `null`: nobody said which eye it is. */
  side: Side | null;
  /** The photograph that decides. */
  deciding: Photograph;
  verdict: Verdict;
}

/** What a patient is told. */
export interface PatientResult<Photograph extends PatientPhotograph> {
  /** The eyes of which a photograph has a result: right before left, as clinicians write them, then those that nobody named. */
  eyes: EyeOfPatient<Photograph>[];
  /** The eye that is worse off; `null` where none was graded. */
  worse: EyeOfPatient<Photograph> | null;
  /** A patient is cleared, `not_referable`, only where all photographs have a result and each eye was graded. */
  verdict: PatientVerdict;
  /** Some eye has no photograph that could be graded. */
  someUngradable: boolean;
  /** The eye of which there is no photograph, where all there are show the other one. */
  missing: Side | null;
  /** Photographs without a result. */
  open: number;
}

/** The rules, ready to be asked; each answer is there at once. */
export interface PatientRules {
  /**
   * Reads names such as `13_left.jpeg`, `Patient001_L.jpg`, `2024-03-01 OD.dcm`; folders end in `/`. Without an eye in its
   * name, each file is a patient of its own.
   */
  readName(path: string): Named;
  /** What a photograph comes to. */
  verdictOf(screening: ScreeningSummary, point: OperatingPoint): Verdict;
  /** Whether it is to be referred: for retinopathy, macular oedema, or both. */
  isReferable(screening: ScreeningSummary, point: OperatingPoint): boolean;
  /** What the patient is told of all photographs. The result points to the objects that were given. */
  resultOf<Photograph extends PatientPhotograph>(
    photographs: readonly Photograph[],
    point: OperatingPoint,
  ): PatientResult<Photograph>;
  /** Of photographs of the same eye the one that decides: the worst that could be graded. `null` where none has a result. */
  worstOf<Photograph extends PatientPhotograph>(photographs: readonly Photograph[], point: OperatingPoint): Photograph | null;
}

export interface LoadRulesOptions {
  /** The module or its bytes, for whoever cannot fetch it from beside this script. */
  module?: WebAssembly.Module | BufferSource;
}

let loading: Promise<PatientRules> | null = null;

/**
 * Loads the rules, once for each page: whoever asks again requests nothing. Rejects with a `ScreeningError` of the code `network`
 * where they cannot be fetched; the next one who asks tries again.
 */
export function loadPatientRules({ module }: LoadRulesOptions = {}): Promise<PatientRules> {
  loading ??= load(module).catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function load(module: LoadRulesOptions['module']): Promise<PatientRules> {
  const address = new URL('./rules/zoom_in_net_bg.wasm', import.meta.url);
  await init({ module_or_path: module ?? (await compile(address, ignore)) });
  return {
    readName,
    verdictOf,
    isReferable: (screening, point) => verdictOf(screening, point) === 'referable',
    resultOf,
    worstOf(photographs, point) {
      const place = worstOf(photographs, point);
      return place === undefined ? null : at(photographs, place);
    },
  };
}

function resultOf<Photograph extends PatientPhotograph>(
  photographs: readonly Photograph[],
  point: OperatingPoint,
): PatientResult<Photograph> {
  const { eyes, worse, verdict, some_ungradable, missing, open } = patientResult(photographs, point);
  const own = eyes.map(({ side, deciding, verdict }) => ({ side, deciding: at(photographs, deciding), verdict }));
  return { eyes: own, worse: worse === null ? null : at(own, worse), verdict, someUngradable: some_ungradable, missing, open };
}

function at<T>(values: readonly T[], place: number): T {
  return values[place] as T;
}

function ignore(): void {}
