/** The networks of an element: shared with others, or its own. */

import type { LoadOptions, ZoomInNet } from '../index.js';

/** What an element asks of the networks. */
export type Screener = Pick<ZoomInNet, 'screen' | 'canBeThorough' | 'manifest' | 'dispose'>;

/** Networks that are loaded when they are first needed, and once. */
export class OwnNetworks {
  #loading: Promise<Screener> | null = null;

  load(options: LoadOptions): Promise<Screener> {
    this.#loading ??= start(options).catch((error: unknown) => {
      // The next one who asks tries again.
      this.#loading = null;
      throw error;
    });
    return this.#loading;
  }

  dispose(): void {
    this.#loading?.then((networks) => networks.dispose(), () => undefined);
    this.#loading = null;
  }
}

/** The module with the networks comes only to those who need it: a shared screener was loaded by another one. */
async function start(options: LoadOptions): Promise<Screener> {
  const { ZoomInNet } = await import('../index.js');
  return ZoomInNet.load(options);
}
