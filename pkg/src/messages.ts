/** What the page's side and the worker say to each other. */

import type {
  DeviceInUse,
  ErrorCode,
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
    }
  | { type: 'screen'; photograph: ArrayBuffer };

export type FromWorker =
  | { type: 'progress'; progress: LoadProgress }
  | { type: 'loaded'; manifest: ModelManifest; module: WebAssembly.Module; selfTestMilliseconds: number }
  | { type: 'stage'; stage: Stage }
  | { type: 'screened'; result: Omit<ScreenedPhotograph, 'device' | 'milliseconds'> }
  /** What was asked for failed; after a failed load the worker is of no use. */
  | { type: 'failed'; code: ErrorCode; message: string }
  /** The module cannot go on: it panicked, or its GPU is gone. */
  | { type: 'ended'; message: string };


