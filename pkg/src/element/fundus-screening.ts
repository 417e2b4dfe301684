/** A photograph is given to it, and its result is shown: all that a portal needs of one photograph. */

import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import type { OperatingPoint } from '../clinical.js';
import { cancelled } from '../errors.js';
import type { LoadOptions, ZoomInNet } from '../index.js';
import { languageOf } from '../language-of.js';
import { loadPatientRules, type PatientRules } from '../patient.js';
import { directionOf } from '../texts/index.js';
import type { DeviceKind, LoadProgress, ScreenedPhotograph, Stage } from '../types.js';
import { wordsIn } from '../words/words.js';
import { resultView } from './result-view.js';
import { OwnNetworks, type Screener } from './session.js';
import type { State } from './state.js';
import { styles } from './styles.js';
import { announcement, emptyView, failureView, progressView } from './views.js';

/** What can be screened, as `ZoomInNet.screen` takes it. */
export type Screenable = Parameters<ZoomInNet['screen']>[0];

export type ScreeningProgress = { of: 'loading'; progress: LoadProgress } | { of: 'screening'; stage: Stage };

export interface FundusScreeningEvents {
  progress: CustomEvent<ScreeningProgress>;
  screened: CustomEvent<ScreenedPhotograph>;
  failed: CustomEvent<{ code: string; message: string }>;
}

/**
 * Screens a fundus photograph that is dropped, chosen or given by script, and shows the result.
 *
 * @tag fundus-screening
 * @fires {CustomEvent<ScreeningProgress>} progress - The networks come in, or the next stage of a screening begins.
 * @fires {CustomEvent<ScreenedPhotograph>} screened - There is a result: what `ZoomInNet.screen` gives.
 * @fires {CustomEvent<{ code: string, message: string }>} failed - There is none; the code is a `ScreeningError`'s, or `unexpected`. Not dispatched for what was cancelled.
 * @slot intake - Words of the page's own where a photograph is dropped.
 * @slot actions - What can be done with a result, below it.
 * @csspart intake - Where a photograph is dropped.
 * @csspart button - Each button.
 * @csspart progress - What is shown while the networks come in and while they work.
 * @csspart failure - What went wrong.
 * @csspart result - The result as a whole.
 * @csspart verdict - Referable or not, in a word.
 * @csspart viewer - The `<fundus-view>`.
 * @csspart crops - The regions, as the network saw them.
 * @csspart findings - Words and figures.
 * @csspart disclaimer - What this is, and is not.
 * @cssprop --zoom-in-net-surface - The ground.
 * @cssprop --zoom-in-net-ink - Words on it.
 * @cssprop --zoom-in-net-muted - Words of less weight.
 * @cssprop --zoom-in-net-line - Fine lines, and empty bars.
 * @cssprop --zoom-in-net-strong-line - Lines around what can be used.
 * @cssprop --zoom-in-net-accent - Bars, and the button that is most wanted.
 * @cssprop --zoom-in-net-accent-ink - Words on the accent.
 * @cssprop --zoom-in-net-accent-soft - The ground while a photograph is dragged over it.
 * @cssprop --zoom-in-net-referable - The verdict, where the patient should be referred.
 * @cssprop --zoom-in-net-clear - The verdict, where not.
 * @cssprop --zoom-in-net-ungradable - The verdict, where the photograph cannot be graded.
 * @cssprop --zoom-in-net-error - What went wrong.
 * @cssprop --zoom-in-net-radius - Of the corners.
 */
export class FundusScreening extends LitElement {
  static override styles = styles;

  static override properties = {
    lang: { type: String, reflect: true },
    device: { type: String },
    thorough: { type: Boolean },
    weights: { type: String },
    assets: { type: String },
    operatingPoint: {
      attribute: 'operating-point',
      converter: (value: string | null): OperatingPoint => (value === 'high_specificity' ? value : 'high_sensitivity'),
    },
    screener: { attribute: false },
    photograph: { attribute: false },
    state: { state: true },
    dragging: { state: true },
    mapOpacity: { state: true },
  };

  /** The language, where it is not that of the page around it. */
  declare lang: string;
  /** Where the networks compute: `auto`, `gpu` or `cpu`. */
  declare device: 'auto' | DeviceKind;
  /** Whether six views are averaged, where the device is fast enough for it. */
  declare thorough: boolean;
  /** The weights: the address of their folder or, as a property, what `zoom-in-net-weights-lite` exports. */
  declare weights: LoadOptions['weights'] | null;
  /** Where the contents of the package's `dist` are served. */
  declare assets: string | null;
  /** Which threshold decides: `high_sensitivity` or `high_specificity`. */
  declare operatingPoint: OperatingPoint;
  /** Networks that are loaded already, shared with others; without them the element loads its own when it needs them. */
  declare screener: Screener | null;
  declare state: State;
  declare dragging: boolean;
  declare mapOpacity: number;

  readonly #own = new OwnNetworks();
  #photograph: Screenable | null = null;
  #running: AbortController | null = null;

  constructor() {
    super();
    this.device = 'auto';
    this.thorough = false;
    this.weights = null;
    this.assets = null;
    this.operatingPoint = 'high_sensitivity';
    this.screener = null;
    this.state = { is: 'empty', wasCancelled: false };
    this.dragging = false;
    this.mapOpacity = 0.6;
  }

  /** The photograph; to set it is to screen it, and `null` is to put the result away. */
  get photograph(): Screenable | null {
    return this.#photograph;
  }

  set photograph(photograph: Screenable | null) {
    if (photograph === this.#photograph) return;
    // What goes wrong is shown, and dispatched as `failed`.
    if (photograph) this.screen(photograph).catch(() => undefined);
    else this.clear();
  }

  /** The result that is shown. */
  get result(): ScreenedPhotograph | null {
    return this.state.is === 'done' ? this.state.screened : null;
  }

  /** Loads the networks before they are needed; several calls load them once. */
  async load(): Promise<void> {
    await this.#ready(() => undefined);
  }

  /**
   * Screens a photograph and shows the result; one that is being screened is cancelled.
   *
   * @throws ScreeningError, with `cancelled` where another one was given meanwhile.
   */
  async screen(photograph: Screenable): Promise<ScreenedPhotograph> {
    this.#running?.abort();
    const running = new AbortController();
    const { signal } = running;
    this.#running = running;
    this.#photograph = photograph;
    const show = (state: State) => {
      if (this.#running === running) this.state = state;
    };
    try {
      const [networks, rules] = await Promise.race([this.#ready(show), untilAborted(signal)]);
      show({ is: 'waiting' });
      const screened = await Promise.race([
        networks.screen(photograph, {
          signal,
          thorough: this.thorough && networks.canBeThorough,
          onStage: (stage) => {
            if (signal.aborted) return;
            show({ is: 'screening', stage });
            this.#tell('progress', { of: 'screening', stage });
          },
        }),
        untilAborted(signal),
      ]);
      show({ is: 'done', name: photograph instanceof File ? photograph.name : '', screened, rules });
      this.#tell('screened', screened);
      return screened;
    } catch (error) {
      if (!signal.aborted) {
        const failure = { code: codeOf(error), message: error instanceof Error ? error.message : String(error) };
        show({ is: 'failed', ...failure });
        this.#tell('failed', failure);
      }
      throw error;
    } finally {
      if (this.#running === running) this.#running = null;
    }
  }

  /** Ends what is being screened. */
  cancel(): void {
    if (this.#running) this.#empty(true);
  }

  /** Puts the photograph and its result away. */
  clear(): void {
    this.#empty(false);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    queueMicrotask(() => {
      // An element that is moved is back by now.
      if (this.isConnected) return;
      this.cancel();
      this.#own.dispose();
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const isOther = (['device', 'weights', 'assets'] as const).some((name) => changed.has(name));
    if (this.hasUpdated && isOther) this.#own.dispose();
  }

  protected override render(): TemplateResult {
    const words = wordsIn(languageOf(this));
    const { t } = words;
    return html`<section lang=${words.language} dir=${directionOf(words.language)} aria-label=${t.screening.heading}>
      ${this.#view()}
      <p class="disclaimer" part="disclaimer">${t.wording.disclaimer}</p>
      <p class="unseen" role="status">${announcement(words, this.state, this.operatingPoint)}</p>
    </section>`;
  }

  #view(): TemplateResult {
    const words = wordsIn(languageOf(this));
    const { state } = this;
    switch (state.is) {
      case 'empty':
        return emptyView(words, this, state.wasCancelled);
      case 'done':
        return resultView(words, this, state);
      case 'failed':
        return failureView(words, this, state);
      default:
        return progressView(words, this, state);
    }
  }

  #empty(wasCancelled: boolean): void {
    this.#running?.abort();
    this.#running = null;
    this.#photograph = null;
    this.state = { is: 'empty', wasCancelled };
  }

  /** All that a screening needs: after it nothing is requested. */
  #ready(show: (state: State) => void): Promise<[Screener, PatientRules]> {
    return Promise.all([this.#networks(show), loadPatientRules()]);
  }

  async #networks(show: (state: State) => void): Promise<Screener> {
    // Frameworks set properties one after the other: by then all of them are there.
    await Promise.resolve();
    if (this.screener) return this.screener;
    const parts = new Map<LoadProgress['part'], LoadProgress>();
    show({ is: 'loading', parts });
    const { device, weights, assets } = this;
    if (weights === null) {
      throw new TypeError('<fundus-screening> needs `weights`: the address of their folder, or what `zoom-in-net-weights-lite` exports');
    }
    const options: LoadOptions = {
      device,
      weights,
      ...(assets === null ? {} : { assets }),
      onProgress: (progress: LoadProgress) => {
        parts.set(progress.part, progress);
        if (this.state.is === 'loading') this.state = { is: 'loading', parts: new Map(parts) };
        this.#tell('progress', { of: 'loading', progress });
      },
    };
    return this.#own.load(options);
  }

  #tell<Type extends keyof FundusScreeningEvents>(type: Type, detail: FundusScreeningEvents[Type]['detail']): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  override addEventListener<K extends keyof FundusScreeningEvents>(
    type: K,
    listener: (this: FundusScreening, event: FundusScreeningEvents[K]) => unknown,
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

/** By its code rather than its class: networks that are shared may come from another copy of the package. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unexpected';
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(cancelled()), { once: true });
  });
}
