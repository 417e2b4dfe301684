import { cancelled } from './errors.js';
import type { Cause, FromWorker, ToWorker, WorkerResult } from './messages.js';
import type { Places, WeightAddresses } from './places.js';
import { startWorker } from './start-worker.js';
import {
  type DeviceInUse,
  type GradedScreening,
  type LoadProgress,
  type ModelManifest,
  ScreeningError,
  type Stage,
} from './types.js';

/** The module cannot go on and must be replaced; the photograph may well be screened by another one. */
export class EngineEnded extends Error {}

export interface EngineOptions {
  places: Places;
  weights: WeightAddresses;
  device: DeviceInUse;
  module: WebAssembly.Module | null;
  /** Whether the self-test is computed once more, so that its time is that of warm networks. */
  timedWarm: boolean;
  onProgress: (progress: LoadProgress) => void;
  /** Ends the loading at once; of no effect once it is done. */
  signal?: AbortSignal | undefined;
}

type Task =
  | { wants: 'loaded'; resolve: (loaded: Extract<FromWorker, { type: 'loaded' }>) => void; reject: (error: Error) => void }
  | {
      wants: 'screened';
      resolve: (result: WorkerResult) => void;
      reject: (error: Error) => void;
      onStage: (stage: Stage) => void;
    }
  | { wants: 'read_with_fellow'; resolve: (finding: GradedScreening) => void; reject: (error: Error) => void };

/** One worker with one module on one device, and one task at a time. */
export class Engine {
  readonly device: DeviceInUse;
  readonly #onProgress: (progress: LoadProgress) => void;
  readonly #worker: Worker;
  #task: Task | null = null;
  #ended: Error | null = null;
  readonly #over = new AbortController();
  #loaded: Extract<FromWorker, { type: 'loaded' }> | null = null;

  private constructor({ device, onProgress, places }: EngineOptions) {
    this.device = device;
    this.#onProgress = onProgress;
    this.#worker = startWorker(places.worker, (error) => this.#end(error), this.#over.signal);
    this.#worker.addEventListener('message', (event: MessageEvent<FromWorker>) => this.#hear(event.data));
    this.#worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.#end(new EngineEnded(event.message || 'the worker could not be started'));
    });
  }

  /** Starts a worker; after a failure nothing of it is left. */
  static async load(options: EngineOptions): Promise<Engine> {
    const { places, weights, device, module, timedWarm, signal } = options;
    if (signal?.aborted) throw cancelled();
    const engine = new Engine(options);
    const cancel = () => engine.terminate(cancelled());
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      const moduleAddress = places.modules[device.kind];
      engine.#loaded = await new Promise((resolve, reject) => {
        engine.#begin({ wants: 'loaded', resolve, reject }, { type: 'load', moduleAddress, weights, device, module, timedWarm });
      });
      return engine;
    } catch (error) {
      engine.terminate();
      throw error;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  get manifest(): ModelManifest {
    return this.#complete.manifest;
  }

  get module(): WebAssembly.Module {
    return this.#complete.module;
  }

  /** How long the networks took for the picture of the self-test, when they last computed it. */
  get selfTestMilliseconds(): number {
    return this.#complete.selfTestMilliseconds;
  }

  /** Screens a copy of the bytes, so that they are not lost with the worker. */
  screen(
    photograph: ArrayBuffer,
    thorough: boolean,
    onStage: (stage: Stage) => void,
  ): Promise<WorkerResult> {
    return new Promise((resolve, reject) => {
      this.#begin({ wants: 'screened', resolve, reject, onStage }, { type: 'screen', photograph, thorough });
    });
  }

  /** The finding as it becomes when that of the other eye is known too. */
  withFellow(finding: GradedScreening, fellow: GradedScreening): Promise<GradedScreening> {
    return new Promise((resolve, reject) => {
      this.#begin({ wants: 'read_with_fellow', resolve, reject }, { type: 'with_fellow', finding, fellow });
    });
  }

  /** Ends the worker at once, whatever it is doing. */
  terminate(reason: Error = new EngineEnded('the worker was ended')): void {
    this.#worker.terminate();
    this.#end(reason);
  }

  get #complete() {
    if (!this.#loaded) throw new EngineEnded('the networks are not loaded');
    return this.#loaded;
  }

  #begin(task: Task, message: ToWorker): void {
    if (this.#ended) return task.reject(this.#ended);
    this.#task = task;
    this.#worker.postMessage(message);
  }

  #hear(message: FromWorker): void {
    const task = this.#task;
    switch (message.type) {
      case 'progress':
        return this.#onProgress(message.progress);
      case 'stage':
        if (task?.wants === 'screened') task.onStage(message.stage);
        return;
      case 'loaded':
        this.#task = null;
        if (task?.wants === 'loaded') task.resolve(message);
        return;
      case 'screened':
        this.#task = null;
        if (task?.wants === 'screened') task.resolve(message.result);
        return;
      case 'read_with_fellow':
        this.#task = null;
        if (task?.wants === 'read_with_fellow') task.resolve(message.finding);
        return;
      case 'failed':
        if (message.code === 'device_failed') return this.#end(new EngineEnded(message.message, causedBy(message.cause)));
        this.#task = null;
        return task?.reject(new ScreeningError(message.code, message.message, causedBy(message.cause)));
      case 'ended':
        return this.#end(new EngineEnded(message.message));
    }
  }

  #end(reason: Error): void {
    this.#ended ??= reason;
    this.#over.abort();
    this.#worker.terminate();
    this.#task?.reject(reason);
    this.#task = null;
  }
}

/** As an error again. */
function causedBy(cause: Cause | undefined): ErrorOptions {
  return cause ? { cause: Object.assign(new Error(cause.message), { name: cause.name }) } : {};
}
