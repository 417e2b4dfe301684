/** What every part of the page is given to draw itself. */

import type { Actions } from '../state/actions.js';
import { type Language, megabytes, number, percent, type Texts, texts } from '../i18n/index.js';
import type { State } from '../state/store.js';

export interface View {
  state: State;
  t: Texts;
  language: Language;
  actions: Actions;
  percent: (share: number, digits?: number) => string;
  number: (value: number, digits?: number) => string;
  megabytes: (bytes: number) => string;
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
  };
}
