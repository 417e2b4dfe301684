/** Where a patient has a graded photograph of either eye, each eye is read with the other one. */

import type { GradedScreening, Screening } from 'zoom-in-net';
import { describeResult } from './announce.js';
import { described, type LoadedNetworks } from './networks.js';
import { type Patient, resultOf, verdictOf, worstAlone } from './patients.js';
import type { Eye, Result, State, Store } from './store.js';
import { patientOf, patientsIn } from './worklist.js';

export class BothEyes {
  readonly #store: Store;
  readonly #networks: LoadedNetworks;
  /** With which fellow each finding was last asked for: not twice with the same one, unless someone wants it. */
  readonly #asked = new WeakMap<Screening, Screening>();
  /** Of whom nothing has changed since. */
  readonly #followed = new WeakSet<Patient>();

  constructor(store: Store, networks: LoadedNetworks) {
    this.#store = store;
    this.#networks = networks;
    store.listen((state) => this.#follow(state));
  }

  /** Reads those that could not be read with the other eye once more; all of them, or one photograph's. */
  retry(id?: number): void {
    this.#store.setEyes((eye) => {
      const result = resultOf(eye);
      if (!result?.fellowFailed || (id !== undefined && eye.id !== id)) return null;
      this.#asked.delete(result.alone);
      return { progress: { state: 'done', result: { ...result, fellowFailed: null } } };
    });
  }

  #follow({ eyes }: State): void {
    for (const patient of patientsIn(eyes)) {
      if (this.#followed.has(patient)) continue;
      this.#followed.add(patient);
      this.#followPatient(patient);
    }
  }

  #followPatient(patient: Patient): void {
    const fellows = fellowsOf(patient);
    for (const eye of patient.eyes) {
      const result = resultOf(eye);
      if (result?.alone.outcome !== 'graded') continue;
      const fellow = fellows.get(eye.id);
      if (!fellow) this.#asked.delete(result.alone);
      const isOutdated = (result.fellow && result.fellow !== fellow) || (result.fellowFailed && !fellow);
      if (isOutdated) this.#show(eye, { ...result, screening: result.alone, fellow: null, fellowFailed: null });
      else if (fellow && result.fellow !== fellow) void this.#read(eye.id, result.alone, fellow);
    }
  }

  async #read(id: number, alone: GradedScreening, fellow: GradedScreening): Promise<void> {
    if (this.#asked.get(alone) === fellow) return;
    this.#asked.set(alone, fellow);
    const become = async (): Promise<Partial<Result>> => {
      try {
        const screening = await (await this.#networks.ready()).withFellow(alone, fellow);
        return { screening, fellow, fellowFailed: null };
      } catch (error) {
        // What was found by this eye alone stays.
        return { fellowFailed: described(error) };
      }
    };
    const change = await become();
    const { eyes } = this.#store.state;
    const eye = eyes.find((one) => one.id === id) ?? null;
    const patient = patientOf(eyes, eye);
    const result = eye && resultOf(eye);
    // Meanwhile either photograph may be gone, screened anew, or another patient's.
    if (eye && patient && result?.alone === alone && fellowsOf(patient).get(id) === fellow) this.#show(eye, { ...result, ...change });
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
function fellowsOf(patient: Patient): Map<number, GradedScreening> {
  const fellows = new Map<number, GradedScreening>();
  const of = (side: Eye['side']) => patient.eyes.filter((eye) => eye.side === side);
  const [left, right] = [of('left'), of('right')];
  for (const [own, others] of [[left, right], [right, left]] as const) {
    const fellow = worstAlone(others, 'high_sensitivity');
    if (fellow) for (const { id } of own) fellows.set(id, fellow);
  }
  return fellows;
}
