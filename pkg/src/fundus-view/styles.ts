import { css, unsafeCSS } from 'lit';
import { colourProperties } from '../colours.js';

/** Widths and heights are the page's to give; by itself a view is as wide as it may be. */
export const styles = css`
  :host {
    ${unsafeCSS(colourProperties('_'))}
    position: relative;
    display: block;
    width: 100%;
    max-height: max(20rem, 80vh);
    overflow: hidden;
    border-radius: var(--zoom-in-net-radius, 0.75rem);
    background: #000;
    font-family: inherit;
  }

  :host([hidden]) {
    display: none;
  }

  .frame {
    position: relative;
    width: 100%;
    height: 100%;
    overflow: hidden;
    border-radius: inherit;
    touch-action: pan-y;
    -webkit-user-select: none;
    user-select: none;
  }

  :host([data-zoomed]) .frame {
    cursor: grab;
    touch-action: none;
  }

  :host([data-zoomed]) .frame:active {
    cursor: grabbing;
  }

  .frame:focus-visible,
  .tool:focus-visible {
    outline: 3px solid var(--_box-active);
    outline-offset: -3px;
  }

  canvas {
    display: block;
    width: 100%;
    height: 100%;
  }

  .box {
    position: absolute;
    box-sizing: border-box;
    min-height: 0;
    padding: 0;
    border: 0.13rem solid var(--_box-line);
    border-radius: 3px;
    outline: 1px solid color-mix(in srgb, var(--_box-edge) 80%, transparent);
    background: transparent;
    font: inherit;
    cursor: pointer;
  }

  .box[hidden] {
    display: none;
  }

  .box span {
    position: absolute;
    top: -0.13rem;
    left: -0.13rem;
    box-sizing: border-box;
    min-width: 1.5rem;
    padding: 0 0.35rem;
    background: var(--_box-line);
    color: var(--_box-edge);
    font-size: 0.85rem;
    font-weight: 700;
    line-height: 1.5rem;
    text-align: center;
  }

  .box:hover,
  .box[data-active],
  .box:focus-visible {
    z-index: 1;
    border-color: var(--_box-active);
    outline: 3px solid var(--_box-edge);
  }

  .box:hover span,
  .box[data-active] span,
  .box:focus-visible span {
    background: var(--_box-active);
  }

  .tools {
    position: absolute;
    inset-inline-end: 0.6rem;
    bottom: 0.6rem;
    display: grid;
    gap: 0.35rem;
  }

  .tool {
    display: grid;
    place-items: center;
    width: 2.75rem;
    height: 2.75rem;
    padding: 0;
    border: 1px solid var(--_strong-line);
    border-radius: 0.55rem;
    background: var(--_surface);
    color: var(--_ink);
    font: inherit;
    cursor: pointer;
  }

  .tool:hover {
    border-color: var(--_accent);
  }

  .tool svg {
    width: 1.25rem;
    height: 1.25rem;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.8;
    stroke-linecap: round;
    stroke-linejoin: round;
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
