/** All that a person can do on the page; views call these and nothing else. */

import type { DeviceKind, Side } from 'zoom-in-net';
import type { BothEyes } from './both-eyes.js';
import { type FoundFile, images } from './files.js';
import { texts } from '../i18n/index.js';
import type { LookedAt } from './looked-at.js';
import type { LoadedNetworks } from './networks.js';
import { resultOf } from './patients.js';
import { rules } from './rules.js';
import type { Queue } from './queue.js';
import type { LoadedSample } from './samples.js';
import { keepSettings, type Settings } from './settings.js';
import type { Eye, Listing, OperatingPoint, State, Store, Tour } from './store.js';
import { listed, mayBeAgain, pageOf, pagesOf } from './worklist.js';

/** What does the work. */
interface Workers {
  queue: Queue;
  networks: LoadedNetworks;
  bothEyes: BothEyes;
  lookedAt: LookedAt;
}

export class Actions {
  readonly #store: Store;
  readonly #workers: Workers;
  #lastId = 0;

  constructor(store: Store, workers: Workers) {
    this.#store = store;
    this.#workers = workers;
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
        return { file, name: path.split('/').at(-1) ?? path, patient, side, sideFrom: side && ('name' as const), suggestedSide: null, synthetic: false };
      }),
    );
    this.#announce([t.added(kept.length), ignored ? t.ignored(ignored) : ''].join(' '));
  }

  #addSample({ blob, file, patient, side }: LoadedSample): void {
    const there = this.#store.state.eyes.find((eye) => eye.synthetic && eye.name === file);
    if (there) return this.select(there.id);
    this.#append([{ file: blob, name: file, patient, side, sideFrom: 'name', suggestedSide: null, synthetic: true }]);
  }

  /** Adds a sample and explains its result, unless that was done before and nobody asks for it. */
  introduce(sample: LoadedSample, isAskedFor = false): void {
    this.#addSample(sample);
    if (isAskedFor || !this.#store.state.settings.introduced) this.#store.set({ tour: 'grade' });
  }

  /** Goes to a step of the introduction, or ends it for good. */
  tour(tour: Tour | null): void {
    if (tour === null) this.choose({ introduced: true });
    this.#store.set({ tour });
  }

  select(selected: number): void {
    this.#store.set({ selected, region: null });
  }

  /** Selects the next photograph of the list, or the first one of another patient, and turns to its page. */
  step(by: number, of: 'photograph' | 'patient'): void {
    const { state } = this.#store;
    const cases = listed(state);
    const at = cases.findIndex(({ patient }) => patient.eyes.some(({ id }) => id === state.selected));
    const all = cases.flatMap(({ patient }) => patient.eyes);
    const last = of === 'patient' ? cases.length - 1 : all.length - 1;
    const from = of === 'patient' ? at : all.findIndex(({ id }) => id === state.selected);
    const to = Math.min(Math.max(from + by, 0), last);
    const eye = of === 'patient' ? cases[to]?.patient.eyes[0] : all[to];
    if (!eye) return;
    this.select(eye.id);
    this.list({ page: pageOf(this.#store.state, eye.id) });
  }

  /** Another page, order, filter or search; with all but the first the list begins anew. */
  list(change: Partial<Listing>): void {
    const { state } = this.#store;
    const listing = { ...state.listing, page: 0, ...change };
    const last = pagesOf(listed({ ...state, listing })) - 1;
    this.#store.set({ listing: { ...listing, page: Math.min(listing.page, last) } });
  }

  setSide(id: number, side: Side | null): void {
    this.#store.setEye(id, { side, sideFrom: side && 'hand' });
  }

  /** Puts a photograph to another patient, whose name it gives back; `null` makes it a patient of its own. */
  setPatient(id: number, name: string | null): string {
    const eye = this.#store.state.eyes.find((one) => one.id === id);
    const patient = name ?? `${eye?.name ?? ''} (${id})`;
    this.#store.setEye(id, { patient });
    return patient;
  }

  remove(id: number): void {
    const { eyes, selected } = this.#store.state;
    this.#workers.queue.cancel(id);
    const at = eyes.findIndex((eye) => eye.id === id);
    const left = eyes.filter((eye) => eye.id !== id);
    const next = left[Math.min(at, left.length - 1)]?.id ?? null;
    forget(eyes[at]);
    this.#store.set({ eyes: left, selected: selected === id ? next : selected, region: null });
  }

  removeAll(): void {
    this.#workers.queue.cancelAll();
    this.#store.state.eyes.forEach(forget);
    this.#store.set({ eyes: [], selected: null, region: null });
  }

  cancel(id: number): void {
    this.#workers.queue.cancel(id);
  }

  cancelAll(): void {
    this.#workers.queue.cancelAll();
  }

  /** Screens a photograph anew, or reads it with the other eye where only that failed. */
  retry(id: number): void {
    const eye = this.#store.state.eyes.find((one) => one.id === id);
    if (eye && mayBeAgain(eye)) this.#workers.queue.retry(id);
    else this.#workers.bothEyes.retry(id);
  }

  retryAll(): void {
    this.#workers.queue.retryAll();
    this.#workers.bothEyes.retry();
  }

  openAgain(id: number): void {
    this.#workers.lookedAt.retry(id);
  }

  loadAgain(): void {
    this.#workers.networks.ready().then(
      () => this.#workers.queue.run(),
      () => undefined,
    );
  }

  switchTo(kind: DeviceKind): void {
    void this.#workers.networks.switchTo(kind);
  }

  choose(settings: Partial<Settings>): void {
    const chosen = { ...this.#store.state.settings, ...settings };
    keepSettings(chosen);
    this.#store.set({ settings: chosen });
  }

  operateAt(operatingPoint: OperatingPoint): void {
    this.#store.set({ operatingPoint });
  }

  show(change: Partial<Pick<State, 'mapLevel' | 'mapOpacity' | 'showBoxes' | 'region' | 'dragging' | 'sideBySide' | 'linkedZoom'>>): void {
    this.#store.set(change);
  }

  #append(added: Omit<Eye, 'id' | 'progress'>[]): void {
    const { eyes, selected } = this.#store.state;
    const more = added.map((eye): Eye => ({ ...eye, id: ++this.#lastId, progress: { state: 'waiting' } }));
    const shown = eyes.some(({ id }) => id === selected) && more.length > 1 ? selected : (more[0]?.id ?? selected);
    this.#store.set({ eyes: [...eyes, ...more], selected: shown, region: null });
    void this.#workers.queue.run();
  }

  #announce(announcement: string): void {
    this.#store.set({ announcement: announcement.trim() });
  }
}

function forget(eye: Eye | undefined): void {
  const result = eye && resultOf(eye);
  if (result) URL.revokeObjectURL(result.thumbnail);
}
