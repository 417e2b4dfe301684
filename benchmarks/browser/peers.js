// Measures the contenders one after the other, each in a page of its own: the page goes on to itself with those that
// are left. `?run=ours-gpu,tensorflow-gpu&runs=50&seconds=120` says which, how often after the first time, and how long
// each may take; without `run` all are measured, and then all once more, with what the browser keeps from the first visit.
//
// What is measured is posted to the page's own server, `log` as it goes and `done` at the end, and shown.

import { table } from './table.js';

const NETWORKS = ['m_net', 'a_net', 'c_net'];
const ROWS = 'rows';

const query = new URLSearchParams(location.search);
const contenders = await json('contenders.json');
const ids = query.get('run')?.split(',') ?? [...contenders, ...contenders].map(({ id }) => id);
const runs = Number(query.get('runs') ?? 50);
const seconds = Number(query.get('seconds') ?? 120);

// What earlier pages of this series measured.
const rows = query.has('going') ? JSON.parse(sessionStorage.getItem(ROWS)) : [];
if (!query.has('going')) await post({ adapter: await adapter(), browser: navigator.userAgent });

const [id, ...left] = ids;
const { name, on, device, script } = contenders.find((contender) => contender.id === id);
const visit = 1 + rows.filter((row) => row.id === id).length;
const row = { id, name, on, visit };
try {
  Object.assign(row, await inTime(measured(script, device)));
} catch (error) {
  row.error = String(error?.message ?? error).split('\n')[0];
}
await post(row);
rows.push(row);
document.querySelector('pre').textContent = table(rows);

if (left.length) {
  sessionStorage.setItem(ROWS, JSON.stringify(rows));
  query.set('run', left.join());
  query.set('going', '');
  location.replace(`?${query}`);
} else {
  await post({ table: table(rows) }, 'done');
}

async function measured(script, device) {
  const { sizes } = await json('weights/model.json');
  const known = await json('weights/self_test.json');
  const began = performance.now();
  const { load } = await import(`./${script}`);
  const { run, adapter } = await load('./graphs/', sizes, device);
  const ready = performance.now() - began;
  const times = [];
  while (times.length <= runs) {
    const began = performance.now();
    const { milliseconds, logits } = await run();
    times.push(milliseconds ?? performance.now() - began);
    if (logits) assertSameNetworks(logits, known);
  }
  const [first, ...following] = times;
  const sorted = following.sort((a, b) => a - b);
  return { adapter, ready, first, median: sorted[sorted.length >> 1], min: sorted[0], runs: sorted.length };
}

/** The contenders draw the picture of the self-test: its known answer must be theirs too. */
function assertSameNetworks(logits, known) {
  for (const [index, network] of NETWORKS.entries()) {
    for (const [grade, expected] of known[network].entries()) {
      const found = logits[index][grade];
      if (!(Math.abs(found - expected) <= 1e-3 * Math.max(1, Math.abs(expected)))) {
        throw new Error(`${network} gives ${found} for grade ${grade} where ${expected} is right: another network`);
      }
    }
  }
}

/** One that hangs must not cost the others their turn. */
function inTime(measured) {
  const late = new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`nothing within ${seconds} s`)), 1000 * seconds);
  });
  return Promise.race([measured, late]);
}

async function adapter() {
  const found = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!found) return null;
  const { vendor, architecture, device, description, isFallbackAdapter } = found.info;
  return { vendor, architecture, device, description, isFallbackAdapter, features: [...found.features] };
}

async function json(path) {
  return (await fetch(path)).json();
}

async function post(measured, path = 'log') {
  await fetch(path, { method: 'POST', body: JSON.stringify(measured) });
}
