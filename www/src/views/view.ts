/** What every part of the page is given to draw itself. */

import type { Actions } from '../state/actions.js';
import { type Language, list, megabytes, number, percent, seconds, type Texts, texts } from '../i18n/index.js';
import type { State } from '../state/store.js';

export interface View {
  state: State;
  t: Texts;
  language: Language;
  actions: Actions;
  percent: (share: number, digits?: number) => string;
  number: (value: number, digits?: number) => string;
  megabytes: (bytes: number) => string;
  seconds: (value: number) => string;
  /** `a or b` */
  either: (items: readonly string[]) => string;
}

export function viewOf(state: State, actions: Actions): View {
  const { language } = state.settings;
  return {
    state,
    t: texts(language),
    language,
    actions,
    percent: (share, digits) => percent(language, share, digits),
    number: (value, digits) => number(language, value, digits),
    megabytes: (bytes) => megabytes(language, bytes),
    seconds: (value) => seconds(language, value),
    either: (items) => list(language, items, 'disjunction'),
  };
}
