/**
 * Pictures of the photographs that are looked at. A result keeps none: a photograph that the browser can show stays in its
 * file, from which regions are cut anew. One that only the module reads (TIFF, DICOM) is asked of the package again.
 */

import type { ScreenedPhotograph } from 'zoom-in-net';
import { compressed } from 'zoom-in-net/pictures';
import { canBeShown, cropsOf } from '../pictures/from-file.js';
import { described, type LoadedNetworks } from './networks.js';
import { resultOf } from './patients.js';
import { caseOf, patientOf } from './worklist.js';
import { type Eye, type Pictures, type PicturesFailed, selectedEye, type State, type Store } from './store.js';

/** Of so many photographs the pictures stay, so that going back and forth costs nothing. */
const KEPT = 6;

export class LookedAt {
  readonly #store: Store;
  readonly #networks: LoadedNetworks;
  readonly #underWay = new Set<number>();

  constructor(store: Store, networks: LoadedNetworks) {
    this.#store = store;
    this.#networks = networks;
    store.listen((state) => this.#follow(state));
  }

  /** Keeps what a screening of the selected patient brings along; whoever selects another one waits a moment. */
  async keep({ id, file, patient }: Eye, { photograph, crops }: Pick<ScreenedPhotograph, 'photograph' | 'crops'>): Promise<void> {
    if (selectedEye(this.#store.state)?.patient !== patient) return;
    const { width, height } = photograph;
    const image = (await canBeShown(file)) ? file : await compressed(photograph);
    this.#put(id, { photograph: { width, height, image }, crops });
  }

  /** Tries again where a picture could not be had. */
  retry(id: number): void {
    this.#store.set({ pictures: without(this.#store.state.pictures, id) });
  }

  #follow(state: State): void {
    for (const eye of lookedAt(state)) {
      if (!state.pictures.has(eye.id) && !this.#underWay.has(eye.id)) void this.#make(eye);
    }
  }

  async #make(eye: Eye): Promise<void> {
    this.#underWay.add(eye.id);
    try {
      this.#put(eye.id, await this.#picturesOf(eye));
    } catch (error) {
      this.#put(eye.id, described(error));
    } finally {
      this.#underWay.delete(eye.id);
    }
  }

  async #picturesOf({ file, progress }: Eye): Promise<Pictures | PicturesFailed> {
    if (progress.state !== 'done') throw new Error('only what was screened has pictures');
    const { photograph, screening, cropSide } = progress.result;
    const { width, height } = photograph;
    try {
      await file.slice(0, 1).arrayBuffer();
    } catch (error) {
      return { ...described(error), code: 'file_gone' };
    }
    if (await canBeShown(file)) {
      const boxes = screening.outcome === 'graded' ? screening.regions.map(({ box_in_photo: box }) => box) : [];
      const crops = await cropsOf(file, photograph, boxes, cropSide);
      if (crops) return { photograph: { width, height, image: file }, crops };
    }
    const again = await (await this.#networks.ready()).screen(file);
    return { photograph: { width, height, image: await compressed(again.photograph) }, crops: again.crops };
  }

  /** Adds the pictures; the oldest go, unless they are looked at. */
  #put(id: number, pictures: Pictures | PicturesFailed): void {
    const { state } = this.#store;
    const wanted = new Set(lookedAt(state).map((eye) => eye.id));
    const all = new Map(without(state.pictures, id)).set(id, pictures);
    for (const one of all.keys()) {
      if (all.size <= KEPT) break;
      if (!wanted.has(one) && one !== id) all.delete(one);
    }
    this.#store.set({ pictures: all });
  }
}

/** The photograph that is selected, and those that decide for the eyes of its patient: they are printed and shown beside it. */
function lookedAt(state: State): Eye[] {
  const selected = selectedEye(state);
  const patient = patientOf(state.eyes, selected);
  if (!selected || !patient) return [];
  const deciding = caseOf(patient, state.operatingPoint).result?.eyes.map((eye) => eye.deciding) ?? [];
  return [...new Set([selected, ...deciding.slice(0, 2)])].filter((eye) => resultOf(eye));
}

function without(pictures: State['pictures'], id: number): State['pictures'] {
  return new Map([...pictures].filter(([one]) => one !== id));
}
