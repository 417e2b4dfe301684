/** Where a patient has a graded photograph of either eye, each eye is read with the other one. */

import type { GradedScreening, Screening } from 'zoom-in-net';
import { describeResult } from './announce.js';
import type { LoadedNetworks } from './networks.js';
import { patientsOf, resultOf, verdictOf, worstAlone } from './patients.js';
import type { Eye, Result, State, Store } from './store.js';

export class BothEyes {
  readonly #store: Store;
  readonly #networks: LoadedNetworks;
  /** With which fellow each finding was last asked for: not twice with the same one, not even after a failure. */
  readonly #asked = new WeakMap<Screening, Screening>();

  constructor(store: Store, networks: LoadedNetworks) {
    this.#store = store;
    this.#networks = networks;
    store.listen((state) => this.#follow(state));
  }

  #follow({ eyes }: State): void {
    const fellows = fellowsOf(eyes);
    for (const eye of eyes) {
      const result = resultOf(eye);
      if (result?.alone.outcome !== 'graded') continue;
      const fellow = fellows.get(eye.id);
      if (!fellow) this.#asked.delete(result.alone);
      if (result.fellow && result.fellow !== fellow) this.#show(eye, { ...result, screening: result.alone, fellow: null });
      else if (fellow && result.fellow !== fellow) void this.#read(eye.id, result.alone, fellow);
    }
  }

  async #read(id: number, alone: GradedScreening, fellow: GradedScreening): Promise<void> {
    if (this.#asked.get(alone) === fellow) return;
    this.#asked.set(alone, fellow);
    try {
      const screening = await (await this.#networks.ready()).withFellow(alone, fellow);
      const { eyes } = this.#store.state;
      const eye = eyes.find((one) => one.id === id);
      const result = eye && resultOf(eye);
      // Meanwhile either photograph may be gone, screened anew, or another patient's.
      if (eye && result?.alone === alone && fellowsOf(eyes).get(id) === fellow) this.#show(eye, { ...result, screening, fellow });
    } catch {
      // What was found by this eye alone stays.
    }
  }

  /** Shows another finding of the same photograph; of the one that is looked at, it is said where it comes to something else. */
  #show(eye: Eye, result: Result): void {
    const store = this.#store;
    const before = resultOf(eye);
    store.setEye(eye.id, { progress: { state: 'done', result } });
    if (eye.id === store.state.selected && before && answerOf(store.state, before) !== answerOf(store.state, result)) {
      store.set({ announcement: describeResult(store.state, eye, result) });
    }
  }
}

function answerOf({ operatingPoint }: State, { screening }: Result): string {
  return `${screening.outcome === 'graded' ? screening.grade : ''} ${verdictOf(screening, operatingPoint)}`;
}

/**
 * What the other eye was found to be, by itself, of each eye that has one. Of several photographs of an eye the worst stands for
 * it, at the operating point that a screening reports: no figure is to depend on the point that is looked at.
 */
function fellowsOf(eyes: Eye[]): Map<number, GradedScreening> {
  const fellows = new Map<number, GradedScreening>();
  for (const patient of patientsOf(eyes)) {
    const of = (side: Eye['side']) => patient.eyes.filter((eye) => eye.side === side);
    const [left, right] = [of('left'), of('right')];
    for (const [own, others] of [[left, right], [right, left]] as const) {
      const fellow = worstAlone(others, 'high_sensitivity');
      if (fellow) for (const { id } of own) fellows.set(id, fellow);
    }
  }
  return fellows;
}
