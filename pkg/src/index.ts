import { chooseDevice, processor } from './device.js';
import { Engine, EngineEnded } from './engine.js';
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

export * from './types.js';

/** No processor has computed the self-test in so short a time: the fastest known take more than twice as long. */
const FAST_MILLISECONDS = 50;

/**
 * Where the self-test takes no longer, six views of a photograph are read in four seconds at most, which a person waits for:
 * the self-test is one picture with two crops, about half of what a photograph with its four crops needs.
 */
const THOROUGH_MILLISECONDS = 300;

export interface LoadOptions {
  /** Where the contents of `dist` are served; by default, where the page is. */
  assets?: string | URL;
  /** `auto` takes the GPU where it is fit for it. */
  device?: 'auto' | DeviceKind;
  onProgress?: (progress: LoadProgress) => void;
}

export interface ScreenOptions {
  /** Ends the computation at once. */
  signal?: AbortSignal;
  onStage?: (stage: Stage) => void;
  /** Reads six mirrored and turned views and averages what the networks say, which is steadier and takes six times as long. */
  thorough?: boolean;
}

/**
 * The networks, ready to screen. Photographs are screened one after the other, in a worker; nothing
 * leaves the machine. Dispatches `devicechange` when the device in use becomes another one.
 */
export class ZoomInNet extends EventTarget {
  readonly #assets: string;
  readonly #onProgress: (progress: LoadProgress) => void;
  /** Compiled once, so that a new worker needs no network. */
  readonly #modules = new Map<DeviceKind, WebAssembly.Module>();
  #engine: Promise<Engine>;
  #device: DeviceInUse;
  #manifest: ModelManifest;
  /** The least of each kind of device: a worker that was only just started is slower than it will be. */
  readonly #selfTestMilliseconds = new Map<DeviceKind, number>();
  #last: Promise<unknown> = Promise.resolve();
  #disposed = false;

  private constructor(options: LoadOptions, engine: Engine) {
    super();
    this.#assets = assetsOf(options);
    this.#onProgress = options.onProgress ?? ignore;
    this.#engine = Promise.resolve(engine);
    this.#device = engine.device;
    this.#manifest = engine.manifest;
    this.#learnFrom(engine);
  }

  /** Chooses a device, loads the module and the weights, and tests the device with a known answer. */
  static async load(options: LoadOptions = {}): Promise<ZoomInNet> {
    const wanted = options.device ?? 'auto';
    const device = await chooseDevice(wanted);
    const assets = assetsOf(options);
    const onProgress = options.onProgress ?? ignore;
    // Only where there is a choice of two is their speed of interest.
    const timedWarm = wanted === 'auto' && device.kind === 'gpu';
    const load = (device: DeviceInUse) => Engine.load({ assets, device, module: null, timedWarm, onProgress });
    const engine = await loadOrFallBack(device, load);
    return new ZoomInNet(options, timedWarm ? await faster(engine, load) : engine);
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

  /** Screens the bytes of an image file. */
  async screen(photograph: Blob | ArrayBuffer | Uint8Array, options: ScreenOptions = {}): Promise<ScreenedPhotograph> {
    const bytes = await bytesOf(photograph);
    return this.#inTurn(() => this.#screen(bytes, options));
  }

  /**
   * The finding of a photograph as it becomes when that of the patient's other eye is known too: M-Net has a head that reads
   * both. Takes its turn after the screenings that were asked for before it, and next to no time.
   *
   * @param finding Of the eye that is asked about.
   * @param fellow Of the other one. Both as they came from `screen`; the order matters.
   * @throws {@link ScreeningError} with `other_model` where either was made by another model.
   */
  async withFellow(finding: GradedScreening, fellow: GradedScreening): Promise<GradedScreening> {
    return this.#inTurn(() => this.#persistently((engine) => engine.withFellow(finding, fellow)));
  }

  /** Goes on with another device, once the screening in progress is done. */
  async switchDevice(kind: DeviceKind): Promise<void> {
    const device = await chooseDevice(kind);
    await this.#inTurn(async () => {
      (await this.#engine.catch(() => null))?.terminate();
      await this.#restart(device);
    });
  }

  /** Gives all memory back. What is being screened is cancelled. */
  dispose(): void {
    this.#disposed = true;
    const reason = new ScreeningError('disposed', 'this instance was disposed of; load another one');
    this.#engine.then((engine) => engine.terminate(reason), ignore);
  }

  async #screen(bytes: ArrayBuffer, { signal, onStage, thorough = false }: ScreenOptions): Promise<ScreenedPhotograph> {
    const started = performance.now();
    return this.#persistently(async (engine) => {
      if (signal?.aborted) throw cancelled();
      const cancel = () => {
        engine.terminate(cancelled());
        this.#restart(engine.device).catch(ignore);
      };
      signal?.addEventListener('abort', cancel, { once: true });
      try {
        const result = await engine.screen(bytes, thorough, onStage ?? ignore);
        return { ...result, device: engine.device, milliseconds: performance.now() - started };
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
          throw new ScreeningError('device_failed', `the computation failed: ${error.message}`);
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
      return Engine.load({ assets: this.#assets, device, module, timedWarm: false, onProgress: this.#onProgress });
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

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(() => {
      if (this.#disposed) throw new ScreeningError('disposed', 'this instance was disposed of; load another one');
      return task();
    });
    this.#last = turn.catch(ignore);
    return turn;
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
    if (error instanceof EngineEnded) throw new ScreeningError('device_failed', error.message);
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

async function bytesOf(photograph: Blob | ArrayBuffer | Uint8Array): Promise<ArrayBuffer> {
  if (photograph instanceof Blob) return photograph.arrayBuffer();
  return photograph instanceof Uint8Array ? new Uint8Array(photograph).buffer : photograph;
}

function assetsOf({ assets }: LoadOptions): string {
  return new URL(assets ?? './', document.baseURI).href;
}

function cancelled(): ScreeningError {
  return new ScreeningError('cancelled', 'the screening was cancelled');
}

function ignore(): void {}
