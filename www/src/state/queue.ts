/** Photographs are screened one after the other; what goes wrong with one is no matter of the next. */

import type { ModelManifest, ScreenedPhotograph } from 'zoom-in-net';
import { canvasOf, thumbnail } from 'zoom-in-net/pictures';
import { describeResult } from './announce.js';
import type { LookedAt } from './looked-at.js';
import { described, type LoadedNetworks } from './networks.js';
import { cut } from '../pictures/from-file.js';
import { SIDE, sideByLandmarks } from '../pictures/which-eye.js';
import type { Eye, Result, Store } from './store.js';
import { isOpen, mayBeAgain } from './worklist.js';

export class Queue {
  readonly #store: Store;
  readonly #networks: LoadedNetworks;
  readonly #lookedAt: LookedAt;
  #running: { id: number; abort: AbortController } | null = null;

  constructor(store: Store, networks: LoadedNetworks, lookedAt: LookedAt) {
    this.#store = store;
    this.#networks = networks;
    this.#lookedAt = lookedAt;
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
    this.#store.setEyes((eye) => (eye.id === id && isOpen(eye) ? { progress: { state: 'cancelled' } } : null));
    if (this.#running?.id === id) this.#running.abort.abort();
  }

  cancelAll(): void {
    this.#store.setEyes((eye) => (isOpen(eye) ? { progress: { state: 'cancelled' } } : null));
    this.#running?.abort.abort();
  }

  retry(id: number): void {
    this.#store.setEye(id, { progress: { state: 'waiting' } });
    void this.run();
  }

  /** All that failed or were cancelled. */
  retryAll(): void {
    this.#store.setEyes((eye) => (mayBeAgain(eye) ? { progress: { state: 'waiting' } } : null));
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
      if (eye) await this.#lookedAt.keep(eye, screened);
      const side = eye?.sideFrom === 'hand' ? null : result.laterality;
      const suggested = side || eye?.side ? null : suggestionOf(screened);
      tell({ progress: { state: 'done', result }, suggestedSide: suggested, ...(side ? { side, sideFrom: 'dicom' } : {}) });
      if (eye && !signal.aborted) store.set({ announcement: describeResult(store.state, eye, result) });
    } catch (error) {
      tell({ progress: { state: 'failed', ...described(error) } });
    }
  }
}

/** Of a screened photograph what is small. */
async function kept({ photograph, crops, ...rest }: ScreenedPhotograph, manifest: ModelManifest): Promise<Result> {
  const small = await thumbnail(photograph);
  const { width, height } = photograph;
  const { name, version, architecture } = manifest;
  return {
    ...rest,
    photograph: { width, height },
    cropSide: crops[0]?.width ?? 0,
    model: { name, version, architecture },
    alone: rest.screening,
    fellow: null,
    fellowFailed: null,
    thumbnail: URL.createObjectURL(small),
    finished: new Date(),
  };
}

function suggestionOf({ screening, photograph }: ScreenedPhotograph): Eye['suggestedSide'] {
  if (screening.outcome !== 'graded') return null;
  return sideByLandmarks(cut(canvasOf(photograph), screening.field_of_view_in_photo, SIDE).data);
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}
