/** A photograph that is zoomed and panned, with the map over it and the boxes on it. */

import { html, LitElement, type PropertyValues, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { languageOf } from '../language-of.js';
import { drawMap, type MapLevel } from '../pictures/attention.js';
import { contextOf } from '../pictures/pixels.js';
import { type Texts, texts } from '../texts/index.js';
import type { Picture, Region, Screening } from '../types.js';
import { listenForGestures, type Movable } from './gestures.js';
import { styles } from './styles.js';
import { panned, type Place, showing, type Size, transformOf, type Viewport, viewportOf, type ViewFromPhoto, WHOLE, zoomed } from './view-transform.js';

/** As a screening gives it, or as a file of an upright image with its size in pixels. */
export type FundusPhotograph = Picture | (Size & { image: Blob });

export interface FundusViewEvents {
  /** The view's pixels for one of the photograph. */
  zoom: CustomEvent<number>;
  viewchange: CustomEvent<Viewport>;
  /** The number of the region that is pointed at or focused, or `null`. */
  regionchange: CustomEvent<number | null>;
}

const STEP = 1.25;
/** Pixels of the view that an arrow moves. */
const PAN = 60;
/** Width by height of the view, whatever the photograph's. */
const WIDEST = 1.5;
/** Side of a box's number, in pixels. */
const NUMBER = 24;

/**
 * A fundus photograph with attention map, numbered boxes and zoom, by wheel, drag, pinch and keyboard.
 *
 * @tag fundus-view
 * @fires {CustomEvent<number>} zoom - The scale changed: the view's pixels for one of the photograph.
 * @fires {CustomEvent<Viewport>} viewchange - Something else is in view; not dispatched where `view` was set.
 * @fires {CustomEvent<number | null>} regionchange - Another region is pointed at or focused, by its number, or none.
 * @csspart frame - What has the focus: photograph and boxes.
 * @csspart photograph - The canvas.
 * @csspart box - Each box.
 * @csspart box-number - The number of each box.
 * @csspart zoom-tools - The buttons for zooming, together.
 * @csspart zoom-tool - Each of them.
 * @cssprop --zoom-in-net-radius - Of the corners.
 * @cssprop --zoom-in-net-box-line - Boxes and their numbers' ground.
 * @cssprop --zoom-in-net-box-edge - Around the boxes, and the numbers.
 * @cssprop --zoom-in-net-box-active - The box that is pointed at, and the focus.
 * @cssprop --zoom-in-net-surface - Ground of the buttons.
 * @cssprop --zoom-in-net-ink - Their signs.
 */
export class FundusView extends LitElement implements Movable {
  static override styles = styles;

  static override properties = {
    lang: { type: String, reflect: true },
    photograph: { attribute: false },
    screening: { attribute: false },
    label: { type: String },
    level: {
      type: String,
      converter: (value: string | null): MapLevel => ([1, 2, 3, 4] as const).find((level) => String(level) === value) ?? 'combined',
    },
    opacity: { type: Number },
    hideBoxes: { type: Boolean, attribute: 'hide-boxes' },
    region: { attribute: false },
  };

  /** The language, where it is not that of the page around it. */
  declare lang: string;
  /** What was found in it: map and boxes are there where it was graded. */
  declare screening: Screening | null;
  /** What the photograph is called, for those who hear it. */
  declare label: string;
  /** What the map is of: `combined`, the referable levels against the others, or one of the grades 1 to 4. */
  declare level: MapLevel;
  /** Of the map, 0 to 1. */
  declare opacity: number;
  /** Whether boxes are left out. */
  declare hideBoxes: boolean;
  /** The number of the region that is marked. */
  declare region: number | null;

  #photograph: FundusPhotograph | null = null;
  #bitmap: ImageBitmap | null = null;
  #map: { level: MapLevel; screening: Screening; canvas: HTMLCanvasElement } | null = null;
  #viewport: Viewport = WHOLE;
  #frame = 0;
  #resizes: ResizeObserver | null = null;

  constructor() {
    super();
    this.screening = null;
    this.label = '';
    this.level = 'combined';
    this.opacity = 0.6;
    this.hideBoxes = false;
    this.region = null;
  }

  /** The photograph, or nothing; another one is shown as a whole. */
  get photograph(): FundusPhotograph | null {
    return this.#photograph;
  }

  set photograph(photograph: FundusPhotograph | null) {
    if (photograph === this.#photograph) return;
    this.#photograph = photograph;
    this.#viewport = WHOLE;
  }

  /** What is in view; to set it dispatches no event. */
  get view(): Viewport {
    return this.#viewport;
  }

  set view(view: Viewport) {
    this.#viewport = view;
    if (this.#bitmap) this.#settle(this.#transform);
    this.#paintSoon();
  }

  /** Whether the whole photograph is in view. */
  get isWhole(): boolean {
    return this.#viewport.zoom < 1 + 1e-6;
  }

  /** By a step, as `+` does. */
  zoomIn(): void {
    this.zoomBy(STEP);
  }

  /** By a step, as `-` does. */
  zoomOut(): void {
    this.zoomBy(1 / STEP);
  }

  /** Shows all of the photograph. */
  fit(): void {
    this.#move(transformOf(WHOLE, this.#photo, this.#room));
  }

  /** Comes close to a region, by its number. */
  show(number: number): void {
    const region = this.#regions.find((one) => one.number === number);
    if (region) this.#move(showing(region.box_in_photo.min, region.box_in_photo.max, this.#photo, this.#room));
  }

  /** About a point of the view, in its pixels; by default its middle. */
  zoomBy(factor: number, about: Place = { x: this.#room.width / 2, y: this.#room.height / 2 }): void {
    this.#move(zoomed(this.#transform, factor, about, this.#photo, this.#room));
  }

  /** By pixels of the view. */
  panBy(dx: number, dy: number): void {
    this.#move(panned(this.#transform, dx, dy, this.#photo, this.#room));
  }

  /** Comes close to a point of the view, or shows all. */
  toggle(about: Place): void {
    if (this.isWhole) this.zoomBy(STEP ** 4, about);
    else this.fit();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resizes ??= new ResizeObserver(() => this.#paintSoon());
    this.#resizes.observe(this);
    // Taken out of the page and put back.
    if (this.hasUpdated && this.photograph) void this.#open(this.photograph);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resizes?.disconnect();
    this.#close();
  }

  protected override firstUpdated(): void {
    const frame = this.#element('.frame');
    if (frame) listenForGestures(frame, this);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('photograph')) return;
    const { width, height } = this.#photo;
    this.style.aspectRatio = String(Math.min(Math.max(width / height, 1), WIDEST));
    this.#close();
    if (this.photograph) void this.#open(this.photograph);
  }

  protected override updated(): void {
    this.#paintSoon();
  }

  protected override render(): TemplateResult {
    const { view: t } = this.#texts;
    return html`<div
        class="frame"
        part="frame"
        role="application"
        tabindex="0"
        aria-roledescription=${t.kind}
        aria-label=${t.name(this.label)}
        aria-describedby="keys"
        @keydown=${this.#key}
      >
        <canvas part="photograph"></canvas>
        ${repeat(this.#regions, ({ number }) => number, (region) => this.#box(region))}
      </div>
      <div class="tools" part="zoom-tools">
        ${tool(t.zoomIn, svg`<path d="M12 5v14M5 12h14" />`, () => this.zoomIn())}
        ${tool(t.zoomOut, svg`<path d="M5 12h14" />`, () => this.zoomOut())}
        ${tool(t.fit, svg`<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5" />`, () => this.fit())}
      </div>
      <p id="keys" class="unseen">${t.keys}</p>`;
  }

  #box({ number }: Region): TemplateResult {
    const point = (to: number | null) => () => this.#point(to);
    return html`<button
      type="button"
      class="box"
      part="box"
      data-region=${number}
      aria-label=${this.#texts.view.box(number)}
      ?hidden=${this.hideBoxes || !this.#bitmap}
      ?data-active=${this.region === number}
      @pointerenter=${point(number)}
      @pointerleave=${point(null)}
      @focus=${point(number)}
      @blur=${point(null)}
      @click=${() => this.show(number)}
    >
      <span part="box-number">${number}</span>
    </button>`;
  }

  get #texts(): Texts {
    return texts(languageOf(this));
  }

  get #photo(): Size {
    return this.photograph ?? { width: 1, height: 1 };
  }

  get #room(): Size {
    return { width: Math.max(this.clientWidth, 1), height: Math.max(this.clientHeight, 1) };
  }

  get #transform(): ViewFromPhoto {
    return transformOf(this.#viewport, this.#photo, this.#room);
  }

  get #regions(): Region[] {
    return this.screening?.outcome === 'graded' ? this.screening.regions : [];
  }

  #element(selector: string): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(selector);
  }

  async #open(photograph: FundusPhotograph): Promise<void> {
    const source = 'image' in photograph ? photograph.image : new ImageData(photograph.data, photograph.width, photograph.height);
    const bitmap = await createImageBitmap(source);
    if (this.photograph !== photograph || !this.isConnected || this.#bitmap) return bitmap.close();
    this.#bitmap = bitmap;
    this.#settle(this.#transform);
    this.dataset['ready'] = '';
    this.requestUpdate();
  }

  #close(): void {
    this.#bitmap?.close();
    this.#bitmap = null;
    delete this.dataset['ready'];
  }

  #point(number: number | null): void {
    if (this.region === number) return;
    this.region = number;
    this.dispatchEvent(new CustomEvent('regionchange', { detail: number }));
  }

  #move(transform: ViewFromPhoto): void {
    const { scale } = this.#transform;
    this.#settle(transform);
    if (transform.scale !== scale) this.dispatchEvent(new CustomEvent('zoom', { detail: transform.scale }));
    this.dispatchEvent(new CustomEvent('viewchange', { detail: this.#viewport }));
    this.#paintSoon();
  }

  /** Takes what a transform shows for what is in view. */
  #settle(transform: ViewFromPhoto): void {
    this.#viewport = viewportOf(transform, this.#photo, this.#room);
    this.toggleAttribute('data-zoomed', !this.isWhole);
    this.dataset['scale'] = transform.scale.toFixed(3);
  }

  #paintSoon(): void {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.isConnected) this.#paint();
    });
  }

  #paint(): void {
    const canvas = this.#element('canvas') as HTMLCanvasElement | null;
    if (!canvas) return;
    const density = window.devicePixelRatio;
    const [room, photo] = [this.#room, this.#photo];
    canvas.width = Math.round(room.width * density);
    canvas.height = Math.round(room.height * density);
    if (!this.#bitmap) return;
    const context = contextOf(canvas);
    const transform = this.#transform;
    const { scale, x, y } = transform;
    context.setTransform(density * scale, 0, 0, density * scale, density * x, density * y);
    context.imageSmoothingQuality = 'high';
    context.drawImage(this.#bitmap, 0, 0, photo.width, photo.height);
    if (this.screening?.outcome === 'graded' && this.opacity > 0) {
      const { min, max } = this.screening.attention.square_in_photo;
      context.beginPath();
      context.rect(0, 0, photo.width, photo.height);
      context.clip();
      context.globalAlpha = Math.min(this.opacity, 1);
      context.drawImage(this.#mapOf(this.screening), min[0], min[1], max[0] - min[0], max[1] - min[1]);
    }
    this.#settle(transform);
    this.#placeBoxes(transform);
  }

  #mapOf(screening: Screening & { outcome: 'graded' }): HTMLCanvasElement {
    if (this.#map?.screening !== screening || this.#map.level !== this.level) {
      this.#map = { level: this.level, screening, canvas: drawMap(screening.attention, this.level).canvas };
    }
    return this.#map.canvas;
  }

  #placeBoxes({ scale, x, y }: ViewFromPhoto): void {
    for (const { number, box_in_photo: box } of this.#regions) {
      const button = this.#element(`.box[data-region="${number}"]`);
      if (!button) continue;
      const [left, top] = [box.min[0] * scale + x, box.min[1] * scale + y];
      const [width, height] = [(box.max[0] - box.min[0]) * scale, (box.max[1] - box.min[1]) * scale];
      Object.assign(button.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
      // A box may begin outside of the view; its number does not, as long as there is room for it.
      const into = (start: number, length: number) => Math.max(Math.min(-start, length - NUMBER), 0);
      const label = button.firstElementChild as HTMLElement;
      label.style.translate = `${into(left, width)}px ${into(top, height)}px`;
    }
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const actions: Record<string, () => void> = {
      '+': () => this.zoomIn(),
      '=': () => this.zoomIn(),
      '-': () => this.zoomOut(),
      '0': () => this.fit(),
      ArrowLeft: () => this.panBy(PAN, 0),
      ArrowRight: () => this.panBy(-PAN, 0),
      ArrowUp: () => this.panBy(0, PAN),
      ArrowDown: () => this.panBy(0, -PAN),
    };
    const regions = Object.fromEntries(this.#regions.map(({ number }) => [String(number), () => this.show(number)]));
    const action = actions[event.key] ?? regions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  };

  override addEventListener<K extends keyof FundusViewEvents>(
    type: K,
    listener: (this: FundusView, event: FundusViewEvents[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener<K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (this: HTMLElement, event: HTMLElementEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
  override addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void {
    super.addEventListener(type, listener, options);
  }
}

function tool(name: string, shape: SVGTemplateResult, act: () => void): TemplateResult {
  return html`<button type="button" class="tool" part="zoom-tool" aria-label=${name} title=${name} @click=${act}>
    <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">${shape}</svg>
  </button>`;
}
