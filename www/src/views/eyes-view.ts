/** Both eyes of a patient beside each other, the right one first as one faces the patient, zoomed together. */

import { html, nothing, type TemplateResult } from 'lit-html';
import { keyed } from 'lit-html/directives/keyed.js';
import { frameView } from './frame-view.js';
import { type FundusView, ofFellowEye } from 'zoom-in-net/fundus-view';
import { type Patient, resultOf, verdictOf } from '../state/patients.js';
import { caseOf } from '../state/worklist.js';
import type { Eye, Result, State } from '../state/store.js';
import type { View } from './view.js';

/** Wide enough that either photograph shows what one alone does on a small laptop. */
const WIDE = matchMedia('(min-width: 80rem)');

interface EyeSeen {
  side: 'right' | 'left';
  eye: Eye;
  result: Result;
}

export type BothEyesSeen = [right: EyeSeen, left: EyeSeen];

/** Whether both are shown: as was chosen, else where there is room. */
export function areBeside({ sideBySide }: State): boolean {
  return sideBySide ?? WIDE.matches;
}

/** The photographs that decide for either eye, that which is selected in place of its own eye's; `null` without both. */
export function bothEyesOf(state: State, patient: Patient, selected: Eye): BothEyesSeen | null {
  const deciding = caseOf(patient, state.operatingPoint).result?.eyes ?? [];
  const of = (side: 'right' | 'left'): EyeSeen | null => {
    const eye = selected.side === side ? selected : deciding.find((one) => one.side === side)?.deciding;
    const result = eye && resultOf(eye);
    return eye && result ? { side, eye, result } : null;
  };
  const [right, left] = [of('right'), of('left')];
  return selected.side && right && left ? [right, left] : null;
}

export function besideChoice({ t, state, actions }: View): TemplateResult {
  const isBeside = areBeside(state);
  const checked = (event: Event) => (event.target as HTMLInputElement).checked;
  return html`<div class="eyes-choices">
    <label class="check">
      <input type="checkbox" id="side-by-side" .checked=${isBeside} @change=${(event: Event) => actions.show({ sideBySide: checked(event) })} />
      <span>${t.eyes.beside}</span>
    </label>
    ${isBeside
      ? html`<label class="check">
          <input type="checkbox" id="linked-zoom" .checked=${state.linkedZoom} @change=${(event: Event) => actions.show({ linkedZoom: checked(event) })} />
          <span>${t.eyes.linked}</span>
        </label>`
      : nothing}
  </div>`;
}

export function eyesView(view: View, eyes: BothEyesSeen, selected: Eye): TemplateResult {
  const moved = (fundus: FundusView) => {
    if (view.state.linkedZoom) follow(fundus);
  };
  return html`<div class="eyes">${eyes.map((one) => keyed(one.eye.id, eyePane(view, one, selected, moved)))}</div>`;
}

function eyePane(view: View, { side, eye, result }: EyeSeen, selected: Eye, moved: (fundus: FundusView) => void): TemplateResult {
  const { t, state, actions } = view;
  const { screening } = result;
  const verdict = verdictOf(screening, state.operatingPoint);
  const isSelected = eye.id === selected.id;
  return html`<div class="eye-pane" ?data-selected=${isSelected} data-verdict=${verdict}>
    <div class="eye-pane-head">
      <h3>${t.sides[side]}</h3>
      <span class="chip" data-verdict=${verdict}>${t.verdicts[verdict]}</span>
      <span class="eye-pane-grade">${screening.outcome === 'graded' ? t.grades[screening.grade] : nothing}</span>
      ${isSelected ? nothing : html`<button type="button" class="quiet" @click=${() => actions.select(eye.id)}>${t.eyes.look(t.sides[side])}</button>`}
    </div>
    ${frameView(view, eye, result, moved)}
  </div>`;
}

/** The other eye shows the same place. */
function follow(moved: FundusView): void {
  for (const other of moved.closest('.eyes')?.querySelectorAll<FundusView>('fundus-view') ?? []) {
    if (other !== moved) other.view = ofFellowEye(moved.view);
  }
}
