/** How the report looks: black on white, in millimetres and points, whatever the page around it looks like. */

import { BOX, onPaper } from '../colours.js';

const CSS = `
@page {
  margin: 10mm;
}

.zoom-in-net-report {
  --paper-ink: ${onPaper('ink')};
  --paper-muted: ${onPaper('muted')};
  --paper-accent: ${onPaper('accent')};
  --paper-line: ${onPaper('line')};
  --paper-strong-line: ${onPaper('strong-line')};
  color-scheme: light;
  box-sizing: border-box;
  display: grid;
  gap: 3mm;
  background: #fff;
  color: var(--paper-ink);
  font-size: 9.5pt;
  line-height: 1.35;
  print-color-adjust: exact;

  :is(h1, h2, p, ul, dl, dd) {
    margin: 0;
    padding: 0;
  }

  ul {
    list-style: none;
  }

  h1 {
    font-size: 15pt;
    line-height: 1.15;
    letter-spacing: 0;
  }

  h2 {
    font-size: 11.5pt;
    line-height: 1.3;
  }

  dt {
    color: var(--paper-muted);
  }

  header {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 0 4mm;
    padding-bottom: 2mm;
    border-bottom: 0.6mm solid var(--paper-accent);
  }

  header dl {
    grid-column: 1 / -1;
    display: flex;
    flex-wrap: wrap;
    gap: 0 8mm;
    margin-top: 1mm;
  }

  header dl div {
    display: flex;
    gap: 1.5mm;
  }

  header dd {
    font-weight: 600;
  }

  .report-brand {
    grid-column: 2;
    grid-row: 1;
    color: var(--paper-accent);
    font-weight: 700;
  }

  .report-synthetic {
    padding: 1mm 2mm;
    border: 0.3mm solid var(--paper-ink);
    font-weight: 700;
  }

  .report-verdict {
    padding: 2.5mm 3mm;
    border-inline-start: 1.2mm solid var(--paper-accent);
    background: ${onPaper('ground')};
  }

  .report-words {
    font-size: 12pt;
    font-weight: 650;
  }

  .report-eyes {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 6mm;
  }

  /* The right eye stands on the left in every language, as one sees the patient. */
  .report-eyes:dir(rtl) {
    direction: ltr;
  }

  .report-eyes:dir(rtl) > section {
    direction: rtl;
  }

  .report-eyes[data-count='1'] > section {
    grid-column: 1 / -1;
    max-width: 125mm;
  }

  .report-eyes section {
    display: grid;
    align-content: start;
    gap: 1.3mm;
    min-width: 0;
  }

  .report-eyes section > canvas {
    width: 100%;
    max-height: 48mm;
    object-fit: contain;
    background: #000;
  }

  .report-crops {
    display: grid;
    grid-template-columns: repeat(4, 1fr);
    gap: 1.5mm;
  }

  .report-crops div {
    position: relative;
  }

  .report-crops canvas {
    display: block;
    width: 100%;
  }

  .report-crops span {
    position: absolute;
    top: 0;
    left: 0;
    min-width: 4mm;
    background: ${BOX.line};
    color: ${BOX.edge};
    font-size: 8pt;
    font-weight: 700;
    text-align: center;
  }

  .report-grade {
    font-size: 11pt;
    font-weight: 650;
  }

  .report-grade small {
    font-weight: 400;
  }

  :is(.report-file, .report-notice) {
    overflow-wrap: anywhere;
    color: var(--paper-muted);
    font-size: 8.5pt;
  }

  .report-bars {
    display: grid;
    grid-template-columns: max-content 1fr max-content;
    column-gap: 2mm;
  }

  .report-bars :is(div, dd) {
    display: grid;
    grid-column: 1 / -1;
    grid-template-columns: subgrid;
    align-items: center;
  }

  .report-bars dd {
    grid-column: 2 / -1;
    text-align: end;
    font-variant-numeric: tabular-nums;
  }

  .report-bar {
    position: relative;
    height: 2.2mm;
    background: var(--paper-line);
  }

  .report-bar span {
    display: block;
    height: 100%;
    background: var(--paper-strong-line);
  }

  [data-reached] .report-bar span {
    background: var(--paper-accent);
  }

  /* One half: the grade is the worst one whose bar reaches this line. */
  .report-bar::after {
    position: absolute;
    inset-block: -0.3mm;
    inset-inline-start: 50%;
    width: 0.4mm;
    margin-inline-start: -0.2mm;
    background: var(--paper-ink);
    content: '';
  }

  footer {
    padding-top: 2mm;
    border-top: 0.3mm solid var(--paper-strong-line);
    font-size: 8.5pt;
  }
}
`;

let sheet: CSSStyleSheet | undefined;

/** For `document.adoptedStyleSheets` of the page that the report is placed in; the same one whenever it is asked for. */
export function reportSheet(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  }
  return sheet;
}
