/** Drawn for this page, on a grid of 24. */

import { html, svg, type SVGTemplateResult } from 'lit-html';

const icon = (shape: SVGTemplateResult, kind = 'icon') =>
  html`<svg class=${kind} viewBox="0 0 24 24" aria-hidden="true" focusable="false">${shape}</svg>`;

/** One that is mirrored where one writes from right to left. */
const directional = (shape: SVGTemplateResult) => icon(shape, 'icon directional');

export const icons = {
  brand: html`<svg class="brand-mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <circle cx="14" cy="14" r="10.5" /><path d="M21.5 21.5 29 29" />
    <circle class="disc" cx="18" cy="13" r="2.6" /><path class="vessel" d="M18 13C14 9 10 9 6.5 10M18 13c-4 4-7 5-11 4.5" />
  </svg>`,
  referable: icon(svg`<path d="M12 3.5 21.5 20h-19z" /><path d="M12 10v4.5M12 17.2v.3" />`),
  not_referable: icon(svg`<circle cx="12" cy="12" r="9" /><path d="m8 12.3 2.800 2.800L16.2 9.5" />`),
  ungradable: directional(svg`<circle cx="12" cy="12" r="9" /><path d="M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.4-1 .9-1 1.7M12 16.7v.3" />`),
  incomplete: icon(svg`<circle cx="12" cy="12" r="9" /><path d="M12 7v5.5l3.5 2" />`),
  error: icon(svg`<circle cx="12" cy="12" r="9" /><path d="M12 7.5v5.5M12 16.2v.3" />`),
  drop: icon(svg`<path d="M12 4v11M7.5 10.5 12 15l4.5-4.5M4 16v2.5A1.5 1.5 0 0 0 5.5 20h13a1.5 1.5 0 0 0 1.5-1.5V16" />`),
  file: icon(svg`<rect x="4" y="4" width="16" height="16" rx="2" /><circle cx="9.5" cy="9.5" r="1.7" /><path d="m5 18 5-5 3 3 3-3 3.5 3.5" />`),
  folder: icon(svg`<path d="M3.5 18V6.5h6l2 2.5h9v9.5h-17z" />`),
  camera: icon(svg`<path d="M3.5 7.5h4l1.5-2.5h6l1.5 2.5h4v11.5h-17z" /><circle cx="12" cy="13" r="3.5" />`),
  lock: icon(svg`<rect x="5" y="10.5" width="14" height="9.5" rx="2" /><path d="M8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5" />`),
  play: icon(svg`<path d="M8 5.5v13l10.500-6.500z" />`),
  plus: icon(svg`<path d="M12 5v14M5 12h14" />`),
  minus: icon(svg`<path d="M5 12h14" />`),
  fit: icon(svg`<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5" />`),
  remove: icon(svg`<path d="m6 6 12 12M18 6 6 18" />`),
  retry: icon(svg`<path d="M19.5 12a7.5 7.5 0 1 1-2.400-5.5M19.5 3.5v4h-4" />`),
  print: icon(svg`<path d="M7 9V4h10v5M7 17H4V9h16v8h-3" /><rect x="7" y="14" width="10" height="6" />`),
  save: icon(svg`<path d="M12 4v11M7.5 10.5 12 15l4.5-4.5M5 19.5h14" />`),
};
