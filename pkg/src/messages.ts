/** What the page's side and the worker say to each other. */

import type {
  DeviceInUse,
  ErrorCode,
  GradedScreening,
  LoadProgress,
  ModelManifest,
  ScreenedPhotograph,
  Stage,
} from './types.js';
import type { WeightAddresses } from './places.js';

export type ToWorker =
  | {
      type: 'load';
      /** The address of the WebAssembly module, which is fetched where none is compiled yet. */
      moduleAddress: string;
      weights: WeightAddresses;
      device: DeviceInUse;
      /** Compiled by an earlier worker. */
      module: WebAssembly.Module | null;
      /** Whether the self-test is computed once more, so that its time is that of warm networks. */
      timedWarm: boolean;
    }
  | { type: 'screen'; photograph: ArrayBuffer; thorough: boolean }
  | { type: 'with_fellow'; finding: GradedScreening; fellow: GradedScreening };

/** What the worker knows of a result. */
export type WorkerResult = Pick<ScreenedPhotograph, 'screening' | 'photograph' | 'crops' | 'laterality'>;

/** An error's cause, of whatever kind: not every browser lets an error itself be passed on. */
export type Cause = Pick<Error, 'name' | 'message'>;

export type FromWorker =
  | { type: 'progress'; progress: LoadProgress }
  | { type: 'loaded'; manifest: ModelManifest; module: WebAssembly.Module; selfTestMilliseconds: number }
  | { type: 'stage'; stage: Stage }
  | { type: 'screened'; result: WorkerResult }
  | { type: 'read_with_fellow'; finding: GradedScreening }
  /** What was asked for failed; after a failed load the worker is of no use. */
  | { type: 'failed'; code: ErrorCode; message: string; cause?: Cause }
  /** The module cannot go on: it panicked, or its GPU is gone. */
  | { type: 'ended'; message: string };
