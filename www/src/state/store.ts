import type {
  DeviceInUse,
  DeviceKind,
  ErrorCode,
  LoadProgress,
  ModelManifest,
  OperatingPoint,
  Picture,
  ScreenedPhotograph,
  Screening,
  Side,
  Stage,
} from 'zoom-in-net';
import type { Failure } from './networks.js';
import type { Settings } from './settings.js';

export type { OperatingPoint };

/** A result as it is kept, without pictures: thousands may be held at once. */
export type Result = Omit<ScreenedPhotograph, 'photograph' | 'crops'> & {
  /** In pixels, upright. */
  photograph: { width: number; height: number };
  /** In pixels; 0 where nothing was cropped. */
  cropSide: number;
  /** What was found by this photograph alone; `screening` is what is shown. */
  alone: Screening;
  /** What the other eye alone was found to be, where this one was read with it. */
  fellow: Screening | null;
  /** Why it could not be read with the other eye. */
  fellowFailed: Failure | null;
  /** What computed it. */
  model: Pick<ModelManifest, 'name' | 'version' | 'architecture'>;
  /** The address of a small picture, for lists. */
  thumbnail: string;
  finished: Date;
};

/** What the texts have a sentence for. */
export type FailureCode = ErrorCode | 'unexpected';

/** What of a result is only there while it is looked at. */
export interface Pictures {
  photograph: { width: number; height: number; image: Blob };
  /** In the order of the regions. */
  crops: Picture[];
}

/** Why the pictures could not be had. */
export interface PicturesFailed {
  code: FailureCode | 'file_gone';
  detail: string;
}

/** A result with its pictures. */
export type Seen = Omit<Result, 'photograph'> & Pictures;

export type Progress =
  | { state: 'waiting' }
  | { state: 'screening'; stage: Stage }
  | { state: 'done'; result: Result }
  | ({ state: 'failed' } & Failure)
  | { state: 'cancelled' };

/** One photograph of one eye. */
export interface Eye {
  id: number;
  file: Blob;
  name: string;
  patient: string;
  side: Side | null;
  /** What the side was read from. */
  sideFrom: 'name' | 'dicom' | 'hand' | null;
  /** What disc and fovea suggest where nothing says which eye it is; means nothing until a person confirms it. */
  suggestedSide: Side | null;
  synthetic: boolean;
  progress: Progress;
}

export type Networks =
  | { state: 'loading'; parts: Map<LoadProgress['part'], LoadProgress>; switchingTo: DeviceKind | null }
  | { state: 'ready'; device: DeviceInUse; manifest: ModelManifest; canBeThorough: boolean }
  | ({ state: 'failed' } & Failure);

/** How the list is looked through. */
export interface Listing {
  order: 'urgency' | 'name';
  filter: 'all' | 'referable' | 'ungradable' | 'open';
  /** Part of a patient's name, or of a file's. */
  search: string;
  /** From 0. */
  page: number;
}

/** The steps of the introduction: the grade, the map, the regions. */
export type Tour = 'grade' | 'map' | 'regions';

export interface State {
  settings: Settings;
  networks: Networks;
  eyes: Eye[];
  selected: number | null;
  /** Of the photographs that are looked at, by their numbers; an absent one is on its way. */
  pictures: ReadonlyMap<number, Pictures | PicturesFailed>;
  listing: Listing;
  tour: Tour | null;
  /** Both eyes of a patient beside each other; `null` as the width of the screen suggests. */
  sideBySide: boolean | null;
  linkedZoom: boolean;
  operatingPoint: OperatingPoint;
  /** What the overlay shows: levels 1 to 4 together, or one of them. */
  mapLevel: 'combined' | 1 | 2 | 3 | 4;
  mapOpacity: number;
  showBoxes: boolean;
  /** The region that is pointed at, by its number. */
  region: number | null;
  /** Said by screen readers. */
  announcement: string;
  dragging: boolean;
}

/** The one state, and whoever wants to know of its changes. */
export class Store {
  #state: State;
  #listeners: ((state: State) => void)[] = [];
  #scheduled = false;

  constructor(state: State) {
    this.#state = state;
  }

  get state(): State {
    return this.#state;
  }

  /** Changes some of it; listeners are told once, soon after. */
  set(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change };
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      for (const listener of this.#listeners) listener(this.#state);
    });
  }

  /** Changes one eye, where it is still there. */
  setEye(id: number, change: Partial<Eye>): void {
    this.setEyes((eye) => (eye.id === id ? change : null));
  }

  /** Changes all eyes that there is a change for, at once. */
  setEyes(changeOf: (eye: Eye) => Partial<Eye> | null): void {
    const eyes = this.#state.eyes.map((eye) => {
      const change = changeOf(eye);
      return change ? { ...eye, ...change } : eye;
    });
    this.set({ eyes });
  }

  listen(listener: (state: State) => void): void {
    this.#listeners.push(listener);
  }
}

/** A result with its pictures, where they are there. */
export function seen({ pictures }: State, { id, progress }: Eye): Seen | null {
  const there = pictures.get(id);
  return progress.state === 'done' && there && 'photograph' in there ? { ...progress.result, ...there } : null;
}

export function selectedEye({ eyes, selected }: State): Eye | null {
  return eyes.find(({ id }) => id === selected) ?? null;
}
