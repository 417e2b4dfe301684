import { chooseDevice, processor } from './device.js';
import { Engine, EngineEnded } from './engine.js';
import {
  type DeviceInUse,
  type DeviceKind,
  type LoadProgress,
  type ModelManifest,
  type ScreenedPhotograph,
  ScreeningError,
  type Stage,
} from './types.js';

export * from './types.js';

/** No processor has computed the self-test in so short a time: the fastest known take more than twice as long. */
const FAST_MILLISECONDS = 50;

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
  #last: Promise<unknown> = Promise.resolve();
  #disposed = false;

  private constructor(options: LoadOptions, engine: Engine) {
    super();
    this.#assets = assetsOf(options);
    this.#onProgress = options.onProgress ?? ignore;
    this.#engine = Promise.resolve(engine);
    this.#device = engine.device;
    this.#manifest = engine.manifest;
    this.#modules.set(engine.device.kind, engine.module);
  }

  /** Chooses a device, loads the module and the weights, and tests the device with a known answer. */
  static async load(options: LoadOptions = {}): Promise<ZoomInNet> {
    const wanted = options.device ?? 'auto';
    const device = await chooseDevice(wanted);
    const assets = assetsOf(options);
    const onProgress = options.onProgress ?? ignore;
    const load = (device: DeviceInUse) => Engine.load({ assets, device, module: null, onProgress });
    const engine = await loadOrFallBack(device, load);
    return new ZoomInNet(options, wanted === 'auto' ? await faster(engine, load) : engine);
  }

  /** Where photographs are screened now. */
  get device(): DeviceInUse {
    return this.#device;
  }

  get manifest(): ModelManifest {
    return this.#manifest;
  }

  /** Screens the bytes of an image file. */
  async screen(photograph: Blob | ArrayBuffer | Uint8Array, options: ScreenOptions = {}): Promise<ScreenedPhotograph> {
    const bytes = await bytesOf(photograph);
    return this.#inTurn(() => this.#screen(bytes, options));
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

  async #screen(bytes: ArrayBuffer, { signal, onStage }: ScreenOptions): Promise<ScreenedPhotograph> {
    const started = performance.now();
    let failures = 0;
    for (;;) {
      if (signal?.aborted) throw cancelled();
      try {
        const engine = await this.#running();
        const cancel = () => {
          engine.terminate(cancelled());
          this.#restart(engine.device).catch(ignore);
        };
        signal?.addEventListener('abort', cancel, { once: true });
        try {
          const result = await engine.screen(bytes, onStage ?? ignore);
          return { ...result, device: engine.device, milliseconds: performance.now() - started };
        } finally {
          signal?.removeEventListener('abort', cancel);
        }
      } catch (error) {
        if (!(error instanceof EngineEnded)) throw error;
        failures += 1;
        // Once more where it failed, then on the processor; there too only twice.
        if (failures > 3 || (failures > 1 && this.#device.kind === 'cpu')) {
          throw new ScreeningError('device_failed', `the photograph could not be screened: ${error.message}`);
        }
        await this.#restart(failures === 1 ? this.#device : processor('device_lost'));
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
      return Engine.load({ assets: this.#assets, device, module, onProgress: this.#onProgress });
    });
    return this.#engine.then((engine) => {
      this.#modules.set(engine.device.kind, engine.module);
      this.#manifest = engine.manifest;
      const changed = engine.device.kind !== this.#device.kind || engine.device.reason !== this.#device.reason;
      this.#device = engine.device;
      if (this.#disposed) this.dispose();
      else if (changed) this.dispatchEvent(new Event('devicechange'));
    });
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
