/** `<fundus-view>`: a photograph that is zoomed and panned, with the map over it and the boxes on it. */

import type { Screening } from 'zoom-in-net';
import { type DrawnMap, drawMap, type MapLevel } from './attention.js';
import { contextOf } from './pixels.js';
import { fitting, panned, partShown, type ShownPart, showing, shownPart, type Size, type ViewFromPhoto, zoomed } from './view-transform.js';

export interface FundusModel {
  image: Blob;
  size: Size;
  screening: Screening;
  level: MapLevel;
  opacity: number;
  showBoxes: boolean;
  /** The box that is pointed at. */
  region: number | null;
  nameOfBox: (number: number) => string;
  onRegion: (number: number | null) => void;
}

/** What is painted of a model: where none of it changes, nothing is painted anew. */
const PAINTED = ['image', 'size', 'screening', 'level', 'opacity', 'showBoxes', 'region', 'nameOfBox'] as const satisfies readonly (keyof FundusModel)[];

const STEP = 1.25;
const PAN = 60;
/** Width by height of the view, whatever the photograph's. */
const WIDEST = 1.5;
/** Side of a box's number, in pixels. */
const NUMBER = 24;

export class FundusView extends HTMLElement {
  #model: FundusModel | null = null;
  #bitmap: ImageBitmap | null = null;
  #map: { level: MapLevel; screening: Screening; drawn: DrawnMap } | null = null;
  #canvas = document.createElement('canvas');
  #boxes: HTMLButtonElement[] = [];
  #view: ViewFromPhoto = { scale: 1, x: 0, y: 0 };
  #isFitted = true;
  #pointers = new Map<number, { x: number; y: number }>();
  #frame = 0;
  #resizes = new ResizeObserver(() => this.#resized());

  connectedCallback(): void {
    if (!this.#canvas.isConnected) this.prepend(this.#canvas);
    this.#resizes.observe(this);
    this.addEventListener('wheel', this.#wheel, { passive: false });
    this.addEventListener('keydown', this.#key);
    this.addEventListener('dblclick', this.#doubleClick);
    this.addEventListener('pointerdown', this.#pointerDown);
    this.addEventListener('pointermove', this.#pointerMove);
    for (const end of ['pointerup', 'pointercancel'] as const) this.addEventListener(end, this.#pointerUp);
  }

  disconnectedCallback(): void {
    this.#resizes.disconnect();
    this.#bitmap?.close();
    this.#bitmap = null;
    this.#model = null;
  }

  set model(model: FundusModel) {
    const before = this.#model;
    this.#model = model;
    if (before?.image !== model.image) void this.#open(model.image);
    if (before?.screening !== model.screening) this.#makeBoxes();
    if (before && PAINTED.every((key) => before[key] === model[key])) return;
    this.style.aspectRatio = String(Math.min(Math.max(model.size.width / model.size.height, 1), WIDEST));
    this.#paintSoon();
  }

  zoomIn(): void {
    this.#zoom(STEP);
  }

  zoomOut(): void {
    this.#zoom(1 / STEP);
  }

  fit(): void {
    this.#isFitted = true;
    this.#move(fitting(this.#photo, this.#room));
  }

  /** Comes close to a region. */
  show(number: number): void {
    const region = this.#regions().find((one) => one.number === number);
    if (!region) return;
    this.#isFitted = false;
    this.#move(showing(region.box_in_photo.min, region.box_in_photo.max, this.#photo, this.#room));
  }

  /** What is in the middle of the view, in shares of the photograph, and how much larger than as a whole. */
  get view(): ShownPart {
    return shownPart(this.#view, this.#photo, this.#room);
  }

  /** Moves there without a `viewchange`, which is for what a person does. */
  set view(part: ShownPart) {
    this.#isFitted = part.zoom <= 1;
    this.#place(partShown(part, this.#photo, this.#room));
  }

  get #photo(): Size {
    return this.#model?.size ?? { width: 1, height: 1 };
  }

  get #room(): Size {
    return { width: Math.max(this.clientWidth, 1), height: Math.max(this.clientHeight, 1) };
  }

  #regions() {
    const screening = this.#model?.screening;
    return screening?.outcome === 'graded' ? screening.regions : [];
  }

  async #open(image: Blob): Promise<void> {
    const bitmap = await createImageBitmap(image);
    if (this.#model?.image !== image) return bitmap.close();
    this.#bitmap?.close();
    this.#bitmap = bitmap;
    this.#isFitted = true;
    this.#place(fitting(this.#photo, this.#room));
    this.dataset['ready'] = '';
  }

  #makeBoxes(): void {
    for (const box of this.#boxes) box.remove();
    this.#boxes = this.#regions().map(({ number }) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'box';
      button.dataset['region'] = String(number);
      const label = document.createElement('span');
      label.textContent = String(number);
      button.append(label);
      const point = (to: number | null) => () => this.#model?.onRegion(to);
      button.addEventListener('pointerenter', point(number));
      button.addEventListener('pointerleave', point(null));
      button.addEventListener('focus', point(number));
      button.addEventListener('blur', point(null));
      button.addEventListener('click', () => this.show(number));
      return button;
    });
    this.append(...this.#boxes);
  }

  #resized(): void {
    if (this.#isFitted) this.#view = fitting(this.#photo, this.#room);
    else this.#view = panned(this.#view, 0, 0, this.#photo, this.#room);
    this.#paintSoon();
  }

  #zoom(factor: number, about = { x: this.#room.width / 2, y: this.#room.height / 2 }): void {
    const next = zoomed(this.#view, factor, about, this.#photo, this.#room);
    this.#isFitted = next.scale <= fitting(this.#photo, this.#room).scale;
    this.#move(next);
  }

  #pan(dx: number, dy: number): void {
    this.#move(panned(this.#view, dx, dy, this.#photo, this.#room));
  }

  #move(view: ViewFromPhoto): void {
    this.#place(view);
    this.dispatchEvent(new CustomEvent('viewchange', { bubbles: true, detail: this.view }));
  }

  #place(view: ViewFromPhoto): void {
    this.#view = view;
    this.toggleAttribute('data-zoomed', !this.#isFitted);
    this.dataset['scale'] = view.scale.toFixed(3);
    this.#paintSoon();
  }

  #paintSoon(): void {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  #paint(): void {
    const model = this.#model;
    if (!model || !this.isConnected) return;
    const density = window.devicePixelRatio;
    const { width, height } = this.#room;
    this.#canvas.width = Math.round(width * density);
    this.#canvas.height = Math.round(height * density);
    const context = contextOf(this.#canvas);
    const { scale, x, y } = this.#view;
    context.setTransform(density * scale, 0, 0, density * scale, density * x, density * y);
    context.imageSmoothingQuality = 'high';
    if (this.#bitmap) context.drawImage(this.#bitmap, 0, 0, model.size.width, model.size.height);
    if (this.#bitmap && model.screening.outcome === 'graded' && model.opacity > 0) {
      const { min, max } = model.screening.attention.square_in_photo;
      context.beginPath();
      context.rect(0, 0, model.size.width, model.size.height);
      context.clip();
      context.globalAlpha = model.opacity;
      context.drawImage(this.#mapOf(model).canvas, min[0], min[1], max[0] - min[0], max[1] - min[1]);
    }
    this.#placeBoxes(model);
  }

  #mapOf({ screening, level }: FundusModel): DrawnMap {
    if (this.#map?.screening !== screening || this.#map.level !== level) {
      if (screening.outcome !== 'graded') throw new Error('only a graded photograph has maps');
      this.#map = { level, screening, drawn: drawMap(screening.attention, level) };
    }
    return this.#map.drawn;
  }

  #placeBoxes(model: FundusModel): void {
    const { scale, x, y } = this.#view;
    for (const [index, { number, box_in_photo: box }] of this.#regions().entries()) {
      const button = this.#boxes[index];
      if (!button) continue;
      button.hidden = !model.showBoxes || !this.#bitmap;
      button.ariaLabel = model.nameOfBox(number);
      button.toggleAttribute('data-active', model.region === number);
      const [left, top] = [box.min[0] * scale + x, box.min[1] * scale + y];
      const [width, height] = [(box.max[0] - box.min[0]) * scale, (box.max[1] - box.min[1]) * scale];
      button.style.left = `${left}px`;
      button.style.top = `${top}px`;
      button.style.width = `${width}px`;
      button.style.height = `${height}px`;
      // A box may begin outside of the view; its number does not, as long as there is room for it.
      const into = (start: number, length: number) => Math.max(Math.min(-start, length - NUMBER), 0);
      const label = button.firstElementChild as HTMLElement;
      label.style.translate = `${into(left, width)}px ${into(top, height)}px`;
    }
  }

  readonly #wheel = (event: WheelEvent): void => {
    event.preventDefault();
    this.#zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0016)), this.#inView(event));
  };

  readonly #doubleClick = (event: MouseEvent): void => {
    if (this.#isFitted) this.#zoom(STEP ** 4, this.#inView(event));
    else this.fit();
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const actions: Record<string, () => void> = {
      '+': () => this.zoomIn(),
      '=': () => this.zoomIn(),
      '-': () => this.zoomOut(),
      '0': () => this.fit(),
      ArrowLeft: () => this.#pan(PAN, 0),
      ArrowRight: () => this.#pan(-PAN, 0),
      ArrowUp: () => this.#pan(0, PAN),
      ArrowDown: () => this.#pan(0, -PAN),
    };
    const regions = Object.fromEntries(this.#regions().map(({ number }) => [String(number), () => this.show(number)]));
    const action = actions[event.key] ?? regions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  };

  readonly #pointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    this.#pointers.set(event.pointerId, this.#inView(event));
  };

  readonly #pointerMove = (event: PointerEvent): void => {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    const now = this.#inView(event);
    const [other] = [...this.#pointers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    this.#pointers.set(event.pointerId, now);
    if (!other) {
      if (this.#isFitted) return;
      // Captured only once it moves: a plain click still reaches a box.
      if (!this.hasPointerCapture(event.pointerId)) this.setPointerCapture(event.pointerId);
      return this.#pan(now.x - before.x, now.y - before.y);
    }
    const spread = (place: { x: number; y: number }) => Math.max(Math.hypot(place.x - other.x, place.y - other.y), 1);
    const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
    this.#zoom(spread(now) / spread(before), middle);
    this.#pan((now.x - before.x) / 2, (now.y - before.y) / 2);
  };

  readonly #pointerUp = (event: PointerEvent): void => {
    this.#pointers.delete(event.pointerId);
  };

  #inView(event: MouseEvent): { x: number; y: number } {
    const { left, top } = this.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }
}

customElements.define('fundus-view', FundusView);
