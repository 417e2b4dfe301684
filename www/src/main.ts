/** Starts the page: state, networks, queue, and what is drawn of them. */

import './colours.js';
import '../styles/page.css';
import '../styles/controls.css';
import '../styles/intake.css';
import '../styles/list.css';
import '../styles/result.css';
import '../styles/figures.css';
import '../styles/photograph.css';
import '../styles/eyes.css';
import '../styles/print.css';

import { html, render } from 'lit-html';
import { Actions } from './state/actions.js';
import { appView } from './views/app.js';
import { BothEyes } from './state/both-eyes.js';
import { listenForDrops } from './views/drops.js';
import { directionOf, texts } from './i18n/index.js';
import { LookedAt } from './state/looked-at.js';
import { LoadedNetworks } from './state/networks.js';
import { keptForOffline } from './state/offline.js';
import { Queue } from './state/queue.js';
import { Report } from './views/report.js';
import { type LoadedSample, loadSamples } from './state/samples.js';
import { loadRules } from './state/rules.js';
import { readSettings } from './state/settings.js';
import { Store } from './state/store.js';
import { viewOf } from './views/view.js';

const store = new Store({
  settings: readSettings(),
  networks: { state: 'loading', parts: new Map(), switchingTo: null },
  eyes: [],
  selected: null,
  pictures: new Map(),
  listing: { order: 'urgency', filter: 'all', search: '', page: 0 },
  tour: null,
  sideBySide: null,
  linkedZoom: true,
  operatingPoint: 'high_sensitivity',
  mapLevel: 'combined',
  mapOpacity: 0.6,
  showBoxes: true,
  region: null,
  announcement: '',
  dragging: false,
});
const networks = new LoadedNetworks(store);
const lookedAt = new LookedAt(store, networks);
const queue = new Queue(store, networks, lookedAt);
const actions = new Actions(store, { queue, networks, lookedAt, bothEyes: new BothEyes(store, networks) });

// No name is read and no verdict given without the rules; the page's head has begun to fetch them.
await loadRules().catch((error: unknown) => {
  const sentence = document.createElement('p');
  sentence.role = 'alert';
  sentence.textContent = texts(store.state.settings.language).errors['network'] ?? '';
  document.body.append(sentence);
  throw error;
});

const root = document.createElement('div');
root.className = 'app';
const paper = document.createElement('div');
paper.className = 'report';
document.body.append(root, paper);
const report = new Report(paper);
let samples: LoadedSample[] | 'failed' = [];

function draw(): void {
  const { state } = store;
  const { language, theme } = state.settings;
  const view = viewOf(state, actions);
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
  document.documentElement.dataset['theme'] = theme;
  document.title = texts(language).title;
  render(html`${appView(view, samples)}`, root);
  void report.show(state);
}

store.listen(draw);
draw();
listenForDrops(store, actions);
loadSamples()
  .then(
    (loaded) => (samples = loaded),
    () => (samples = 'failed'),
  )
  .finally(draw);
// The program then passes through the service worker, which keeps it for a visit without a network.
void keptForOffline().then(() => actions.loadAgain());
