/**
 * Runs this project's modules on the visitor's own GPU and processor, and shows the figures.
 *
 * `?run=RUNS` (and `&used`, without the variants that are not used here) begins by itself and posts what it measures to the page's own server, `log` as it goes and `done` at the
 * end: for machines that nobody sits at.
 */

import '../colours.js';
import '../../styles/page.css';
import '../../styles/controls.css';
import '../../styles/bench.css';

import { html, nothing, render, type TemplateResult } from 'lit-html';
import {
  type Measurements,
  KERNEL_HEADS,
  SCREENING_HEADS,
  kernelCells,
  markdown,
  screeningCells,
} from './measurements.js';
import { timeKernels, timeScreenings } from './measure.js';

const RUNS = 30;
/** Seconds for each kernel. */
const PATIENCE = 0.02;

const query = new URLSearchParams(location.search);
const wanted = query.get('run');
const isReported = wanted !== null;
const runs = Number(wanted) || RUNS;

const figures: Measurements = { adapter: '', browser: navigator.userAgent, screenings: [], kernels: [] };
let status = '';
let isRunning = false;
let withVariants = !query.has('used');
let problems: string[] = [];

async function measure(): Promise<void> {
  isRunning = true;
  problems = [];
  figures.screenings = [];
  figures.kernels = [];
  await step('the GPU', async () => {
    const timed = await timeScreenings('gpu', runs, (done) => say(`Screening on the GPU: ${done} of ${runs}`));
    if (!timed) throw new Error('the browser offers no GPU, or it computes wrongly');
    figures.adapter = timed.device.name;
    figures.screenings.push(timed);
    await report(timed);
  });
  await step('the processor', async () => {
    const timed = await timeScreenings('cpu', runs, (done) => say(`Screening on the processor: ${done} of ${runs}`));
    if (timed) figures.screenings.push(timed);
    await report(timed);
  });
  await step('the kernels', () =>
    timeKernels(PATIENCE, withVariants, (kernel) => {
      figures.kernels.push(kernel);
      say(`Kernels alone: ${figures.kernels.length} timed`);
    }),
  );
  // In pieces: whoever listens may cut long messages.
  for (let first = 0; first < figures.kernels.length; first += 8) await report(figures.kernels.slice(first, first + 8));
  isRunning = false;
  say('');
  await report({ problems }, 'done');
}

async function step(what: string, measured: () => Promise<void>): Promise<void> {
  try {
    await measured();
  } catch (error) {
    problems.push(`Not measured: ${what}: ${error instanceof Error ? error.message : String(error)}`);
    await report({ problems });
  }
}

async function report(measured: unknown, path = 'log'): Promise<void> {
  if (isReported) await fetch(path, { method: 'POST', body: JSON.stringify(measured) });
}

function say(now: string): void {
  status = now;
  draw();
}

function draw(): void {
  render(page(), document.body);
}

function page(): TemplateResult {
  const { adapter, screenings, kernels } = figures;
  return html`<main class="bench">
    <h1>How fast is this device?</h1>
    <p>
      Screens a drawn photograph on this device's GPU and processor, then times every kernel of the networks alone. Nothing
      leaves this device; the figures can be copied into an issue.
    </p>
    <p class="buttons">
      <button type="button" class="primary" ?disabled=${isRunning} @click=${() => void measure()}>Measure</button>
      <button type="button" ?disabled=${isRunning || !screenings.length} @click=${copy}>Copy as Markdown</button>
    </p>
    <p>
      <label>
        <input type="checkbox" .checked=${withVariants} ?disabled=${isRunning} @change=${() => (withVariants = !withVariants)} />
        Also time the kernels' variants that this device does not use (minutes on a slow one)
      </label>
    </p>
    <p role="status">${status}</p>
    ${problems.map((problem) => html`<p class="failure" role="alert">${problem}</p>`)}
    ${adapter ? html`<p>Adapter: <strong>${adapter}</strong></p>` : nothing}
    ${screenings.length
      ? table(
          'The networks of a screening, with the search for regions and the transfer from the worker',
          SCREENING_HEADS,
          screenings.map(screeningCells),
        )
      : nothing}
    ${kernels.length
      ? table(
          'Every kernel alone: what it computes and moves, how long it takes, and how long it would at the least',
          KERNEL_HEADS,
          kernels.map((kernel) => kernelCells(kernel, kernels)),
        )
      : nothing}
  </main>`;
}

function table(caption: string, heads: string[], rows: string[][]): TemplateResult {
  return html`<div class="scroll">
    <table>
      <caption>${caption}</caption>
      <thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
      <tbody>${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
    </table>
  </div>`;
}

async function copy(): Promise<void> {
  await navigator.clipboard.writeText(markdown(figures));
  say('Copied.');
}

draw();
if (isReported) void measure();
