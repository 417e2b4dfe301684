/** The networks of the npm package: loaded once, told of in the store. */

import { type DeviceKind, ScreeningError, ZoomInNet } from 'zoom-in-net';
import type { FailureCode, Store } from './store.js';

/** The page serves the weights itself, by the names that the service worker leaves to the package. */
const WEIGHTS = 'weights/';

export class LoadedNetworks {
  readonly #store: Store;
  #loading: Promise<ZoomInNet> | null = null;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The same networks for everybody; after a failure the next call tries again. */
  ready(): Promise<ZoomInNet> {
    this.#loading ??= this.#load().catch((error: unknown) => {
      this.#loading = null;
      this.#store.set({ networks: { state: 'failed', ...described(error) } });
      throw error;
    });
    return this.#loading;
  }

  /** Computes elsewhere from the next photograph on. */
  async switchTo(kind: DeviceKind): Promise<void> {
    const networks = await this.ready();
    this.#store.set({ networks: { state: 'loading', parts: new Map(), switchingTo: kind } });
    try {
      await networks.switchDevice(kind);
      this.#tellReady(networks);
    } catch (error) {
      networks.dispose();
      this.#loading = null;
      this.#store.set({ networks: { state: 'failed', ...described(error) } });
    }
  }

  async #load(): Promise<ZoomInNet> {
    this.#store.set({ networks: { state: 'loading', parts: new Map(), switchingTo: null } });
    const networks = await ZoomInNet.load({
      weights: WEIGHTS,
      onProgress: (progress) => {
        const now = this.#store.state.networks;
        if (now.state !== 'loading') return;
        this.#store.set({ networks: { ...now, parts: new Map(now.parts).set(progress.part, progress) } });
      },
    });
    networks.addEventListener('devicechange', () => {
      if (this.#store.state.networks.state === 'ready') this.#tellReady(networks);
    });
    this.#tellReady(networks);
    return networks;
  }

  #tellReady({ device, manifest, canBeThorough }: ZoomInNet): void {
    this.#store.set({ networks: { state: 'ready', device, manifest, canBeThorough } });
  }
}

/** A code that the texts know, and the sentence that came with it. */
export interface Failure {
  code: FailureCode;
  detail: string;
}

export function described(error: unknown): Failure {
  const detail = error instanceof Error ? error.message : String(error);
  return { code: error instanceof ScreeningError ? error.code : 'unexpected', detail };
}
