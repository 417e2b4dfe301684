/** The ways in: drop, choose, paste, photograph, a folder, or a drawn sample. */

import { html, nothing, type TemplateResult } from 'lit-html';
import { ACCEPTED } from 'zoom-in-net/pictures';
import { openCamera } from './camera.js';
import { fromInput } from '../state/files.js';
import { icons } from './icons.js';
import { loadingView } from './progress-view.js';
import type { LoadedSample } from '../state/samples.js';
import type { View } from './view.js';

/** The whole first page, or one row of buttons once there are photographs. */
export function intakeView(view: View, samples: LoadedSample[] | 'failed'): TemplateResult {
  return view.state.eyes.length === 0 ? firstPage(view, samples) : compact(view);
}

function firstPage(view: View, samples: LoadedSample[] | 'failed'): TemplateResult {
  const { t, state } = view;
  return html`<section class="intake" aria-labelledby="intake-heading">
    <div class="lead">
      <h1 id="intake-heading">${t.intake.heading}</h1>
      <p class="lead-text">${t.intake.lead}</p>
      <p class="privacy">${icons.lock}<span>${t.intake.privacy}</span></p>
    </div>
    <div class="drop-zone" ?data-dragging=${state.dragging}>
      ${icons.drop}
      <p class="drop-words">${state.dragging ? t.intake.dropNow : t.intake.drop}</p>
      <div class="ways">${buttons(view)}</div>
      ${thoroughChoice(view)}
      <p class="note">${t.intake.formats} <span class="pasting">${t.intake.paste}</span></p>
    </div>
    ${loadingView(view)} ${samplesView(view, samples)}
  </section>`;
}

function compact(view: View): TemplateResult {
  return html`<section class="ways compact" aria-label=${view.t.intake.more}>${buttons(view)} ${thoroughChoice(view)}</section>`;
}

function buttons(view: View): TemplateResult {
  const { t } = view;
  return html`
    ${chooser(view, { id: 'files', label: t.intake.files, icon: icons.file, primary: true })}
    ${chooser(view, { id: 'folder', label: t.intake.folder, icon: icons.folder, folder: true })}
    ${isTelephone()
      ? chooser(view, { id: 'camera', label: t.intake.camera, icon: icons.camera, camera: true })
      : html`<button type="button" class="way" id="camera" @click=${() => openCamera(view)}>${icons.camera}${t.intake.camera}</button>`}
  `;
}

/** For the photographs that come from then on, where it does not take long. */
function thoroughChoice({ t, state, actions }: View): TemplateResult | typeof nothing {
  const { networks, settings } = state;
  if (networks.state !== 'ready' || !networks.canBeThorough) return nothing;
  const chosen = (event: Event) => actions.choose({ thorough: (event.target as HTMLInputElement).checked });
  return html`<label class="thorough">
    <input id="thorough" type="checkbox" .checked=${settings.thorough} @change=${chosen} />
    <span>${t.intake.thorough}</span>
  </label>`;
}

/** A telephone's own camera program takes more pixels than a page is given. */
function isTelephone(): boolean {
  return matchMedia('(pointer: coarse)').matches;
}

interface Chooser {
  id: string;
  label: string;
  icon: TemplateResult;
  primary?: boolean;
  folder?: boolean;
  camera?: boolean;
}

/** A button that opens the browser's own chooser; the input itself is never seen. */
function chooser({ actions }: View, { id, label, icon, primary = false, folder = false, camera = false }: Chooser): TemplateResult {
  const open = (event: Event) => (event.currentTarget as HTMLElement).parentElement?.querySelector('input')?.click();
  const chosen = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    if (input.files) actions.add(fromInput(input.files));
    // The same file may be chosen again.
    input.value = '';
  };
  return html`<span class="chooser">
    <button type="button" class=${primary ? 'way primary' : 'way'} id=${id} @click=${open}>${icon}${label}</button>
    <input type="file" hidden ?multiple=${!camera} accept=${folder ? '' : ACCEPTED} capture=${camera ? 'environment' : nothing} ?webkitdirectory=${folder} data-for=${id} @change=${chosen} />
  </span>`;
}

function samplesView({ t, actions }: View, samples: LoadedSample[] | 'failed'): TemplateResult | typeof nothing {
  if (samples === 'failed') return html`<p class="note">${t.samples.missing}</p>`;
  // Of those the one with most to see.
  const first = samples.find(({ grade }) => grade === 3) ?? samples[0];
  return html`<section class="samples" aria-labelledby="samples-heading">
    <h2 id="samples-heading">${t.samples.heading}</h2>
    <p class="note">${t.samples.note}</p>
    ${first ? html`<button type="button" class="way" id="tour" @click=${() => actions.introduce(first, true)}>${icons.play}${t.tour.offer}</button>` : nothing}
    <ul>
      ${samples.map((sample) => {
        const [side, grade] = [t.sides[sample.side], t.shortGrades[sample.grade] ?? ''];
        return html`<li>
          <button type="button" class="sample" @click=${() => actions.introduce(sample)}>
            <img src=${sample.url} alt="" />
            <span class="badge">${t.samples.badge}</span>
            <span class="sample-words"><b>${side}</b>${t.samples.drawnAs(grade)}</span>
          </button>
        </li>`;
      })}
    </ul>
  </section>`;
}
