/** One task after the other: those of a higher priority first, of equal ones whichever was asked for first. */

import { cancelled } from './errors.js';

export interface TurnOptions {
  /** 0 unless it says otherwise. */
  priority?: number;
  signal?: AbortSignal | undefined;
}

interface Waiting {
  priority: number;
  start: () => Promise<void>;
  reject: (reason: Error) => void;
}

export class Queue {
  readonly #waiting: Waiting[] = [];
  #isRunning = false;

  /**
   * Runs a task when its turn comes. Where the signal is aborted, the promise is rejected at once and a task that waits never runs;
   * one that runs has to look at the signal itself, and the next one starts when it has settled.
   */
  inTurn<T>(task: () => Promise<T>, { priority = 0, signal }: TurnOptions = {}): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (signal?.aborted) return reject(cancelled());
      const leave = () => {
        const at = this.#waiting.indexOf(one);
        if (at >= 0) this.#waiting.splice(at, 1);
        reject(cancelled());
      };
      const listenNoMore = () => signal?.removeEventListener('abort', leave);
      const one: Waiting = {
        priority,
        start: () => task().then(resolve, reject).finally(listenNoMore),
        reject: (reason) => {
          listenNoMore();
          reject(reason);
        },
      };
      signal?.addEventListener('abort', leave, { once: true });
      const behind = this.#waiting.findIndex((other) => other.priority < priority);
      this.#waiting.splice(behind < 0 ? this.#waiting.length : behind, 0, one);
      void this.#run();
    });
  }

  /** Rejects all that wait. */
  clear(reason: Error): void {
    for (const { reject } of this.#waiting.splice(0)) reject(reason);
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) await next.start();
    this.#isRunning = false;
  }
}
