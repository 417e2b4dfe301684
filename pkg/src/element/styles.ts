import { css, unsafeCSS } from 'lit';
import { colourProperties } from '../colours.js';

/** Light or dark as the page's `color-scheme` is; letters are the page's. */
export const styles = css`
  :host {
    ${unsafeCSS(colourProperties('_'))}
    --_radius: var(--zoom-in-net-radius, 0.75rem);
    display: block;
    container-type: inline-size;
    color: var(--_ink);
    line-height: 1.5;
    accent-color: var(--_accent);
  }

  :host([hidden]) {
    display: none;
  }

  *,
  ::slotted(*) {
    box-sizing: border-box;
  }

  :is(p, ul, dl, dd) {
    margin: 0;
    padding: 0;
  }

  ul {
    list-style: none;
  }

  section {
    display: grid;
    gap: 0.75rem;
    padding: clamp(0.75rem, 2cqi, 1.25rem);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
  }

  .intake,
  .progress,
  .failure {
    display: grid;
    justify-items: center;
    gap: 0.75rem;
    padding: clamp(1rem, 5cqi, 3rem) 1rem;
    text-align: center;
  }

  .intake {
    border: 2px dashed var(--_strong-line);
    border-radius: var(--_radius);
  }

  .intake[data-dragging] {
    border-color: var(--_accent);
    background: var(--_accent-soft);
  }

  .drop,
  .stage,
  .failure-words {
    font-size: 1.15rem;
    font-weight: 600;
  }

  .failure-words {
    color: var(--_error);
  }

  .note,
  .disclaimer {
    color: var(--_muted);
    font-size: 0.85rem;
    overflow-wrap: anywhere;
  }

  button {
    min-height: 2.75rem;
    padding: 0.4rem 0.9rem;
    border: 1px solid var(--_strong-line);
    border-radius: 0.55rem;
    background: var(--_surface);
    color: inherit;
    font: inherit;
    cursor: pointer;
  }

  button.primary {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_accent-ink);
    font-weight: 600;
  }

  button:hover {
    border-color: var(--_accent);
  }

  :focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 2px;
  }

  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 0.6rem;
  }

  progress {
    width: min(100%, 24rem);
  }

  .result {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-items: start;
    gap: clamp(0.75rem, 3cqi, 1.5rem);
  }

  /* Where there is no room for both beside each other, the answer comes before the picture. */
  .findings {
    order: -1;
  }

  @container (min-width: 44rem) {
    .result {
      grid-template-columns: minmax(0, 1.3fr) minmax(0, 1fr);
    }

    .findings {
      order: 0;
    }
  }

  .pictures,
  .findings {
    display: grid;
    gap: 0.6rem;
    min-width: 0;
  }

  .map {
    display: grid;
    gap: 0.35rem;
  }

  .map label {
    display: grid;
    font-size: 0.85rem;
  }

  input[type='range'] {
    width: 100%;
    min-height: 1.75rem;
    margin: 0;
  }

  .crops {
    display: grid;
    grid-template-columns: repeat(4, minmax(0, 1fr));
    gap: 0.5rem;
  }

  .crops li {
    position: relative;
    overflow: hidden;
    border-radius: 0.35rem;
  }

  .crops canvas {
    display: block;
    width: 100%;
  }

  .number {
    position: absolute;
    top: 0;
    left: 0;
    min-width: 1.5rem;
    background: var(--_box-line);
    color: var(--_box-edge);
    font-weight: 700;
    line-height: 1.5rem;
    text-align: center;
  }

  .verdict {
    color: var(--_tone);
    font-size: 1.6rem;
    font-weight: 650;
    line-height: 1.15;
  }

  .result[data-verdict='referable'] {
    --_tone: var(--_referable);
  }

  .result[data-verdict='not_referable'] {
    --_tone: var(--_clear);
  }

  .result[data-verdict='ungradable'] {
    --_tone: var(--_ungradable);
  }

  .heading {
    font-weight: 600;
  }

  .bars {
    display: grid;
    grid-template-columns: max-content minmax(2.5rem, 1fr) max-content;
    gap: 0.35rem 0.75rem;
    font-size: 0.92rem;
  }

  .bars :is(div, dd) {
    display: grid;
    grid-column: 1 / -1;
    grid-template-columns: subgrid;
    align-items: center;
  }

  .bars dd {
    grid-column: 2 / -1;
    font-variant-numeric: tabular-nums;
    text-align: end;
  }

  .bar {
    position: relative;
    height: 0.65rem;
    overflow: hidden;
    border-radius: 1rem;
    background: var(--_line);
  }

  .bar span {
    display: block;
    height: 100%;
    background: var(--_strong-line);
  }

  [data-reached] .bar span {
    background: var(--_accent);
  }

  /* One half: the grade is the worst one whose bar reaches this line. */
  .bar::after {
    position: absolute;
    inset-block: 0;
    inset-inline-start: 50%;
    width: 2px;
    margin-inline-start: -1px;
    background: var(--_ink);
    content: '';
  }

  .disclaimer {
    padding-top: 0.6rem;
    border-top: 1px solid var(--_line);
  }

  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
