import { chooseDevice, processor } from './device.js';
import { Engine, EngineEnded } from './engine.js';
import { cancelled, disposed } from './errors.js';
import { type BytesInTurn, type Photograph, bytesOf } from './photograph.js';
import { type Places, type WeightAddresses, type WeightFiles, placesOf, weightsOf } from './places.js';
import { Queue, type TurnOptions } from './queue.js';
import {
  type DeviceInUse,
  type DeviceKind,
  type GradedScreening,
  type LoadProgress,
  type ModelManifest,
  type ScreenedPhotograph,
  ScreeningError,
  type Stage,
} from './types.js';
import { VERSION } from './version.js';

export type { Photograph, PixelSource } from './photograph.js';
export type { WeightFiles } from './places.js';
export * from './types.js';
export { VERSION } from './version.js';

/** No processor has computed the self-test in so short a time: the fastest known take more than twice as long. */
const FAST_MILLISECONDS = 50;

/**
 * Where the self-test takes no longer, six views of a photograph are read in four seconds at most, which a person waits for:
 * the self-test is one picture with two crops, about half of what a photograph with its four crops needs.
 */
const THOROUGH_MILLISECONDS = 300;

/** Before all photographs that wait. */
const FIRST: TurnOptions = { priority: Infinity };

export interface LoadOptions {
  /** What `zoom-in-net-weights-lite` exports, or the address of a folder with its files. There is no default: weights have terms of their own. */
  weights: WeightFiles | string | URL;
  /** A folder with the contents of `dist`, where a bundler does not take them along by itself; by default, they lie beside this module. */
  assets?: string | URL;
  /** `auto` takes the GPU where it is fit for it. */
  device?: 'auto' | DeviceKind;
  onProgress?: (progress: LoadProgress) => void;
  /** Ends the loading at once. */
  signal?: AbortSignal;
}

export interface ScreenOptions {
  /** Ends the computation at once; of a photograph that waits, the waiting. */
  signal?: AbortSignal;
  /** Those of a higher priority are screened first; 0 by default. Of equal ones, the one that was asked for first. */
  priority?: number;
  onStage?: (stage: Stage) => void;
  /** Reads six mirrored and turned views and averages what the networks say, which is steadier and takes six times as long. */
  thorough?: boolean;
}

/**
 * The networks, ready to screen. Photographs are screened one after the other, in a worker; nothing
 * leaves the machine. Dispatches `devicechange` when the device in use becomes another one.
 */
export class ZoomInNet extends EventTarget {
  readonly #places: Places;
  readonly #weights: WeightAddresses;
  readonly #onProgress: (progress: LoadProgress) => void;
  /** Compiled once, so that a new worker needs no network. */
  readonly #modules = new Map<DeviceKind, WebAssembly.Module>();
  #engine: Promise<Engine>;
  #device: DeviceInUse;
  #manifest: ModelManifest;
  /** The least of each kind of device: a worker that was only just started is slower than it will be. */
  readonly #selfTestMilliseconds = new Map<DeviceKind, number>();
  readonly #queue = new Queue();
  #disposed = false;

  private constructor(options: LoadOptions, engine: Engine) {
    super();
    this.#places = placesOf(options.assets);
    this.#weights = weightsOf(options.weights);
    this.#onProgress = options.onProgress ?? ignore;
    this.#engine = Promise.resolve(engine);
    this.#device = engine.device;
    this.#manifest = engine.manifest;
    this.#learnFrom(engine);
  }

  /** Chooses a device, loads the module and the weights, and tests the device with a known answer. */
  static async load(options: LoadOptions): Promise<ZoomInNet> {
    const { device: wanted = 'auto', onProgress = ignore, signal } = options;
    const [places, weights] = [placesOf(options.assets), weightsOf(options.weights)];
    const device = await chooseDevice(wanted);
    // Only where there is a choice of two is their speed of interest.
    const timedWarm = wanted === 'auto' && device.kind === 'gpu';
    const load = (device: DeviceInUse) => Engine.load({ places, weights, device, module: null, timedWarm, onProgress, signal });
    const engine = await loadOrFallBack(device, load);
    const kept = timedWarm ? await faster(engine, load) : engine;
    if (signal?.aborted) {
      kept.terminate();
      throw cancelled();
    }
    return new ZoomInNet(options, kept);
  }

  /** Where photographs are screened now. */
  get device(): DeviceInUse {
    return this.#device;
  }

  get manifest(): ModelManifest {
    return this.#manifest;
  }

  /** Whether a `thorough` screening takes no more than a few seconds on the device in use. */
  get canBeThorough(): boolean {
    return (this.#selfTestMilliseconds.get(this.#device.kind) ?? Infinity) <= THOROUGH_MILLISECONDS;
  }

  /** Screens an image file or pixels. */
  async screen(photograph: Photograph, options: ScreenOptions = {}): Promise<ScreenedPhotograph> {
    const bytes = bytesOf(photograph);
    return this.#inTurn(() => this.#screen(bytes, options), options);
  }

  /**
   * The finding of a photograph as it becomes when that of the patient's other eye is known too: M-Net has a head that reads
   * both. Takes next to no time, and its turn before the photographs that wait.
   *
   * @param finding Of the eye that is asked about.
   * @param fellow Of the other one. Both as they came from `screen`; the order matters.
   * @throws {@link ScreeningError} with `other_model` where either was made by another model.
   */
  async withFellow(finding: GradedScreening, fellow: GradedScreening): Promise<GradedScreening> {
    return this.#inTurn(() => this.#persistently((engine) => engine.withFellow(finding, fellow)), FIRST);
  }

  /** Goes on with another device, once the screening in progress is done. */
  async switchDevice(kind: DeviceKind): Promise<void> {
    const device = await chooseDevice(kind);
    await this.#inTurn(async () => {
      (await this.#engine.catch(() => null))?.terminate();
      await this.#restart(device);
    }, FIRST);
  }

  /** Gives all memory back. What is being screened, and what waits, is rejected. */
  dispose(): void {
    this.#disposed = true;
    this.#queue.clear(disposed());
    this.#engine.then((engine) => engine.terminate(disposed()), ignore);
  }

  async #screen(bytesInTurn: BytesInTurn, { signal, onStage, thorough = false }: ScreenOptions): Promise<ScreenedPhotograph> {
    const started = performance.now();
    const bytes = await bytesInTurn(signal);
    return this.#persistently(async (engine) => {
      if (signal?.aborted) throw cancelled();
      const cancel = () => {
        engine.terminate(cancelled());
        this.#restart(engine.device).catch(ignore);
      };
      signal?.addEventListener('abort', cancel, { once: true });
      try {
        const result = await engine.screen(bytes, thorough, onStage ?? ignore);
        const { name, version } = engine.manifest;
        const milliseconds = performance.now() - started;
        return { ...result, device: engine.device, model: { name, version }, packageVersion: VERSION, milliseconds };
      } finally {
        signal?.removeEventListener('abort', cancel);
      }
    });
  }

  /** Does a task, whatever becomes of the worker: once more where it failed, then on the processor; there too only twice. */
  async #persistently<T>(task: (engine: Engine) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await task(await this.#running());
      } catch (error) {
        if (!(error instanceof EngineEnded)) throw error;
        if (attempt > 3 || (attempt > 1 && this.#device.kind === 'cpu')) {
          throw new ScreeningError('device_failed', `the computation failed: ${error.message}`, { cause: error });
        }
        await this.#restart(attempt === 1 ? this.#device : processor('device_lost'));
      }
    }
  }

  /** The worker; where the last one could not be started, another. */
  async #running(): Promise<Engine> {
    return this.#engine.catch(async () => {
      await this.#restart(this.#device);
      return this.#engine;
    });
  }

  #restart(device: DeviceInUse): Promise<void> {
    this.#engine = loadOrFallBack(device, (device) => {
      const module = this.#modules.get(device.kind) ?? null;
      const [places, weights] = [this.#places, this.#weights];
      return Engine.load({ places, weights, device, module, timedWarm: false, onProgress: this.#onProgress });
    });
    return this.#engine.then((engine) => {
      this.#learnFrom(engine);
      this.#manifest = engine.manifest;
      const changed = engine.device.kind !== this.#device.kind || engine.device.reason !== this.#device.reason;
      this.#device = engine.device;
      if (this.#disposed) this.dispose();
      else if (changed) this.dispatchEvent(new Event('devicechange'));
    });
  }

  #learnFrom({ device: { kind }, module, selfTestMilliseconds }: Engine): void {
    this.#modules.set(kind, module);
    this.#selfTestMilliseconds.set(kind, Math.min(selfTestMilliseconds, this.#selfTestMilliseconds.get(kind) ?? Infinity));
  }

  #inTurn<T>(task: () => Promise<T>, options: TurnOptions): Promise<T> {
    return this.#disposed ? Promise.reject(disposed()) : this.#queue.inTurn(task, options);
  }
}

/** Loads on a device; where a GPU does not compute, or computes wrongly, on the processor. */
async function loadOrFallBack(device: DeviceInUse, load: (device: DeviceInUse) => Promise<Engine>): Promise<Engine> {
  try {
    return await load(device);
  } catch (error) {
    const selfTestFailed = error instanceof ScreeningError && error.code === 'self_test_failed';
    if (device.kind === 'gpu' && (selfTestFailed || error instanceof EngineEnded)) {
      return load(processor(selfTestFailed ? 'self_test_failed' : 'device_failed'));
    }
    if (error instanceof EngineEnded) throw new ScreeningError('device_failed', error.message, { cause: error });
    throw error;
  }
}

/**
 * A GPU's engine, unless the processor computes the self-test sooner: there are graphics processors, and drivers, that
 * are slower than the processor beside them. What is not slow by any measure is not compared, which saves the
 * processor's module.
 */
async function faster(engine: Engine, load: (device: DeviceInUse) => Promise<Engine>): Promise<Engine> {
  if (engine.device.kind === 'cpu' || engine.selfTestMilliseconds < FAST_MILLISECONDS) return engine;
  const onProcessor = await load(processor('slower_than_processor')).catch(() => null);
  if (!onProcessor) return engine;
  const [kept, other] =
    onProcessor.selfTestMilliseconds < engine.selfTestMilliseconds ? [onProcessor, engine] : [engine, onProcessor];
  other.terminate();
  return kept;
}

function ignore(): void {}
