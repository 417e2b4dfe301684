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

export type ToWorker =
  | {
      type: 'load';
      assets: string;
      device: DeviceInUse;
      /** Compiled by an earlier worker. */
      module: WebAssembly.Module | null;
      /** Whether the self-test is computed once more, so that its time is that of warm networks. */
      timedWarm: boolean;
    }
  | { type: 'screen'; photograph: ArrayBuffer; thorough: boolean }
  | { type: 'with_fellow'; finding: GradedScreening; fellow: GradedScreening };

export type FromWorker =
  | { type: 'progress'; progress: LoadProgress }
  | { type: 'loaded'; manifest: ModelManifest; module: WebAssembly.Module; selfTestMilliseconds: number }
  | { type: 'stage'; stage: Stage }
  | { type: 'screened'; result: Omit<ScreenedPhotograph, 'device' | 'milliseconds'> }
  | { type: 'read_with_fellow'; finding: GradedScreening }
  /** What was asked for failed; after a failed load the worker is of no use. */
  | { type: 'failed'; code: ErrorCode; message: string }
  /** The module cannot go on: it panicked, or its GPU is gone. */
  | { type: 'ended'; message: string };
