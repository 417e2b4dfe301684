/** What an element shows while it has no result. */

import { html, nothing, type TemplateResult } from 'lit';
import type { OperatingPoint } from '../clinical.js';
import { ACCEPTED } from '../image-files.js';
import { howRead } from '../words/result.js';
import { STAGES } from '../words/stages.js';
import type { Words } from '../words/words.js';
import type { FundusScreening } from './fundus-screening.js';
import { shareOf, type State } from './state.js';

type In<Is extends State['is']> = Extract<State, { is: Is }>;

/** Where a photograph is dropped or chosen. */
export function emptyView(words: Words, element: FundusScreening, wasCancelled: boolean): TemplateResult {
  const { screening: t } = words.t;
  const drag = (dragging: boolean) => (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    element.dragging = dragging;
  };
  const drop = (event: DragEvent) => {
    drag(false)(event);
    const [file] = event.dataTransfer?.files ?? [];
    if (file) element.photograph = file;
  };
  return html`<div
    class="intake"
    part="intake"
    ?data-dragging=${element.dragging}
    @dragenter=${drag(true)}
    @dragover=${drag(true)}
    @dragleave=${drag(false)}
    @drop=${drop}
  >
    ${wasCancelled ? html`<p class="note">${t.cancelled}.</p>` : nothing}
    <slot name="intake"><p class="drop">${t.drop}</p><p class="note">${t.privacy}</p></slot>
    ${chooser(element, t.choose, 'primary')}
  </div>`;
}

/** A button that opens the browser's own chooser; the input itself is never seen. */
export function chooser(element: FundusScreening, words: string, kind: 'primary' | 'plain'): TemplateResult {
  const open = (event: Event) => (event.currentTarget as HTMLElement).parentElement?.querySelector('input')?.click();
  const chosen = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    const [file] = input.files ?? [];
    // The same file may be chosen again.
    input.value = '';
    if (file) element.photograph = file;
  };
  return html`<span>
    <button type="button" part="button" class=${kind} @click=${open}>${words}</button>
    <input type="file" hidden accept=${ACCEPTED} @change=${chosen} />
  </span>`;
}

export function progressView(words: Words, element: FundusScreening, state: In<'loading' | 'waiting' | 'screening'>): TemplateResult {
  const { t } = words;
  const sentence = sentenceOf(words, state);
  const share = state.is === 'loading' ? shareOf(state.parts) : state.is === 'screening' ? (STAGES.indexOf(state.stage) + 1) / STAGES.length : 0;
  return html`<div class="progress" part="progress" aria-busy="true">
    <p class="stage">${sentence}…</p>
    <progress max="1" .value=${share} aria-label=${sentence}></progress>
    <button type="button" part="button" class="plain" @click=${() => element.cancel()}>${t.screening.cancel}</button>
  </div>`;
}

export function failureView({ t }: Words, element: FundusScreening, { code, message }: In<'failed'>): TemplateResult {
  const again = () => {
    const { photograph } = element;
    element.clear();
    element.photograph = photograph;
  };
  return html`<div class="failure" part="failure" role="alert">
    <p class="failure-words">${t.failed}</p>
    <p>${sentenceOfError(t, code)}</p>
    <p class="note" lang="en">${message}</p>
    <div class="buttons">
      <button type="button" part="button" class="plain" @click=${again}>${t.screening.again}</button>
      ${chooser(element, t.screening.another, 'plain')}
    </div>
  </div>`;
}

/** What is said to those who listen. */
export function announcement(words: Words, state: State, point: OperatingPoint): string {
  if (state.is !== 'done') return sentenceOf(words, state);
  const { t } = words;
  const { screening } = state.screened;
  const grade = screening.outcome === 'graded' ? [t.grades[screening.grade], ...howRead(words, screening)] : [];
  return [t.verdicts[state.rules.verdictOf(screening, point)], ...grade].join('. ');
}

function sentenceOf({ t }: Words, state: Exclude<State, { is: 'done' }>): string {
  switch (state.is) {
    case 'empty':
      return state.wasCancelled ? t.screening.cancelled : '';
    case 'loading':
      return t.screening.loading;
    case 'waiting':
      return t.screening.waiting;
    case 'screening':
      return t.stages[state.stage];
    case 'failed':
      // The alert says it.
      return '';
  }
}

function sentenceOfError({ errors }: Words['t'], code: string): string {
  const sentences: Partial<Record<string, string>> = errors;
  return sentences[code] ?? sentences['unexpected'] ?? '';
}
