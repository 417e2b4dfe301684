/** Photographs are screened one after the other; what goes wrong with one is no matter of the next. */

import type { ModelManifest, ScreenedPhotograph } from 'zoom-in-net';
import { describeResult } from './announce.js';
import { described, type LoadedNetworks } from './networks.js';
import { compressed, thumbnail } from '../pictures/pixels.js';
import type { Eye, Result, Store } from './store.js';

export class Queue {
  readonly #store: Store;
  readonly #networks: LoadedNetworks;
  #running: { id: number; abort: AbortController } | null = null;

  constructor(store: Store, networks: LoadedNetworks) {
    this.#store = store;
    this.#networks = networks;
  }

  /** Goes on with whatever waits. */
  async run(): Promise<void> {
    if (this.#running) return;
    for (let eye = this.#next(); eye; eye = this.#next()) {
      const abort = new AbortController();
      this.#running = { id: eye.id, abort };
      await this.#screen(eye, abort.signal);
      this.#running = null;
    }
  }

  cancel(id: number): void {
    const { eyes } = this.#store.state;
    const state = eyes.find((eye) => eye.id === id)?.progress.state;
    if (state === 'waiting' || state === 'screening') this.#store.setEye(id, { progress: { state: 'cancelled' } });
    if (this.#running?.id === id) this.#running.abort.abort();
  }

  cancelAll(): void {
    for (const { id } of this.#store.state.eyes) this.cancel(id);
  }

  retry(id: number): void {
    this.#store.setEye(id, { progress: { state: 'waiting' } });
    void this.run();
  }

  #next(): Eye | undefined {
    return this.#store.state.eyes.find(({ progress }) => progress.state === 'waiting');
  }

  async #screen({ id, file }: Eye, signal: AbortSignal): Promise<void> {
    const store = this.#store;
    const tell = (change: Partial<Eye>) => {
      if (!signal.aborted) store.setEye(id, change);
    };
    try {
      // Before it has networks it waits, and may be cancelled while it does.
      const networks = await Promise.race([this.#networks.ready(), aborted(signal)]);
      const screened = await networks.screen(file, {
        signal,
        thorough: store.state.settings.thorough && networks.canBeThorough,
        onStage: (stage) => tell({ progress: { state: 'screening', stage } }),
      });
      const result = await kept(screened, networks.manifest);
      const eye = store.state.eyes.find((one) => one.id === id);
      const side = eye?.sideFrom === 'hand' ? null : result.laterality;
      tell({ progress: { state: 'done', result }, ...(side ? { side, sideFrom: 'dicom' } : {}) });
      if (eye && !signal.aborted) store.set({ announcement: describeResult(store.state, eye, result) });
    } catch (error) {
      tell({ progress: { state: 'failed', ...described(error) } });
    }
  }
}

async function kept({ photograph, ...rest }: ScreenedPhotograph, manifest: ModelManifest): Promise<Result> {
  const image = await compressed(photograph);
  const small = await thumbnail(photograph);
  const { width, height } = photograph;
  const { name, version, architecture } = manifest;
  const model = { name, version, architecture };
  return { ...rest, model, alone: rest.screening, fellow: null, photograph: { width, height, image }, thumbnail: URL.createObjectURL(small), finished: new Date() };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}
