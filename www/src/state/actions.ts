/** All that a person can do on the page; views call these and nothing else. */

import type { DeviceKind, Side } from 'zoom-in-net';
import { type FoundFile, images } from './files.js';
import { texts } from '../i18n/index.js';
import type { LoadedNetworks } from './networks.js';
import { resultOf } from './patients.js';
import { rules } from './rules.js';
import type { Queue } from './queue.js';
import type { LoadedSample } from './samples.js';
import { keepSettings, type Settings } from './settings.js';
import type { Eye, OperatingPoint, State, Store } from './store.js';

export class Actions {
  readonly #store: Store;
  readonly #queue: Queue;
  readonly #networks: LoadedNetworks;
  #lastId = 0;

  constructor(store: Store, queue: Queue, networks: LoadedNetworks) {
    this.#store = store;
    this.#queue = queue;
    this.#networks = networks;
  }

  /** Adds files and screens them. */
  add(found: FoundFile[]): void {
    const t = texts(this.#store.state.settings.language).intake;
    const kept = images(found);
    const ignored = found.length - kept.length;
    if (kept.length === 0) return this.#announce([t.noFiles, ignored ? t.ignored(ignored) : ''].join(' '));
    this.#append(
      kept.map(({ file, path }) => {
        const { patient, side } = rules().readName(path);
        return { file, name: path.split('/').at(-1) ?? path, patient, side, sideFrom: side && ('name' as const), synthetic: false };
      }),
    );
    this.#announce([t.added(kept.length), ignored ? t.ignored(ignored) : ''].join(' '));
  }

  addSample({ blob, file, patient, side }: LoadedSample): void {
    const there = this.#store.state.eyes.find((eye) => eye.synthetic && eye.name === file);
    if (there) return this.select(there.id);
    this.#append([{ file: blob, name: file, patient, side, sideFrom: 'name', synthetic: true }]);
  }

  select(selected: number): void {
    this.#store.set({ selected, region: null });
  }

  setSide(id: number, side: Side | null): void {
    this.#store.setEye(id, { side, sideFrom: side && 'hand' });
  }

  /** Puts a photograph to another patient; `null` makes it a patient of its own. */
  setPatient(id: number, patient: string | null): void {
    const eye = this.#store.state.eyes.find((one) => one.id === id);
    if (eye) this.#store.setEye(id, { patient: patient ?? `${eye.name} (${id})` });
  }

  remove(id: number): void {
    const { eyes, selected } = this.#store.state;
    this.#queue.cancel(id);
    const at = eyes.findIndex((eye) => eye.id === id);
    const left = eyes.filter((eye) => eye.id !== id);
    const next = left[Math.min(at, left.length - 1)]?.id ?? null;
    forget(eyes[at]);
    this.#store.set({ eyes: left, selected: selected === id ? next : selected, region: null });
  }

  removeAll(): void {
    this.#queue.cancelAll();
    this.#store.state.eyes.forEach(forget);
    this.#store.set({ eyes: [], selected: null, region: null });
  }

  cancel(id: number): void {
    this.#queue.cancel(id);
  }

  cancelAll(): void {
    this.#queue.cancelAll();
  }

  retry(id: number): void {
    this.#queue.retry(id);
  }

  loadAgain(): void {
    this.#networks.ready().then(
      () => this.#queue.run(),
      () => undefined,
    );
  }

  switchTo(kind: DeviceKind): void {
    void this.#networks.switchTo(kind);
  }

  choose(settings: Partial<Settings>): void {
    const chosen = { ...this.#store.state.settings, ...settings };
    keepSettings(chosen);
    this.#store.set({ settings: chosen });
  }

  operateAt(operatingPoint: OperatingPoint): void {
    this.#store.set({ operatingPoint });
  }

  show(change: Partial<Pick<State, 'mapLevel' | 'mapOpacity' | 'showBoxes' | 'region' | 'dragging'>>): void {
    this.#store.set(change);
  }

  #append(added: Omit<Eye, 'id' | 'progress'>[]): void {
    const { eyes, selected } = this.#store.state;
    const more = added.map((eye): Eye => ({ ...eye, id: ++this.#lastId, progress: { state: 'waiting' } }));
    const shown = eyes.some(({ id }) => id === selected) && more.length > 1 ? selected : (more[0]?.id ?? selected);
    this.#store.set({ eyes: [...eyes, ...more], selected: shown, region: null });
    void this.#queue.run();
  }

  #announce(announcement: string): void {
    this.#store.set({ announcement: announcement.trim() });
  }
}

function forget(eye: Eye | undefined): void {
  const result = eye && resultOf(eye);
  if (result) URL.revokeObjectURL(result.thumbnail);
}
