import type {
  DeviceInUse,
  DeviceKind,
  ErrorCode,
  LoadProgress,
  ModelManifest,
  OperatingPoint,
  ScreenedPhotograph,
  Screening,
  Side,
  Stage,
} from 'zoom-in-net';
import type { Settings } from './settings.js';

export type { OperatingPoint };

/** A result as it is kept: the photograph as a compressed image, because many may be held at once. */
export type Result = Omit<ScreenedPhotograph, 'photograph'> & {
  photograph: { width: number; height: number; image: Blob };
  /** What was found by this photograph alone; `screening` is what is shown. */
  alone: Screening;
  /** What the other eye alone was found to be, where this one was read with it. */
  fellow: Screening | null;
  /** What computed it. */
  model: Pick<ModelManifest, 'name' | 'version' | 'architecture'>;
  /** Small, for lists. */
  thumbnail: string;
  finished: Date;
};

/** What the texts have a sentence for. */
export type FailureCode = ErrorCode | 'unexpected';

export type Progress =
  | { state: 'waiting' }
  | { state: 'screening'; stage: Stage }
  | { state: 'done'; result: Result }
  | { state: 'failed'; code: FailureCode; detail: string }
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
  synthetic: boolean;
  progress: Progress;
}

export type Networks =
  | { state: 'loading'; parts: Map<LoadProgress['part'], LoadProgress>; switchingTo: DeviceKind | null }
  | { state: 'ready'; device: DeviceInUse; manifest: ModelManifest; canBeThorough: boolean }
  | { state: 'failed'; code: FailureCode; detail: string };

export interface State {
  settings: Settings;
  networks: Networks;
  eyes: Eye[];
  selected: number | null;
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
    this.set({ eyes: this.#state.eyes.map((eye) => (eye.id === id ? { ...eye, ...change } : eye)) });
  }

  listen(listener: (state: State) => void): void {
    this.#listeners.push(listener);
  }
}

export function selectedEye({ eyes, selected }: State): Eye | null {
  return eyes.find(({ id }) => id === selected) ?? null;
}
