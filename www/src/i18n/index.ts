/** All that the page says: what the package says of a result, and the page's own. */

import { type Language, texts as resultTexts, type Texts as ResultTexts } from 'zoom-in-net/texts';
import { ar } from './ar.js';
import { en } from './en.js';
import { es } from './es.js';
import { hi } from './hi.js';
import { pt } from './pt.js';

export {
  bestLanguage,
  dateAndTime,
  directionOf,
  isolated,
  type Language,
  LANGUAGES,
  list,
  megabytes,
  number,
  percent,
  seconds,
  unreviewed,
} from 'zoom-in-net/texts';

/** English is the one that the other languages follow: one that lacks a text, or has one too many, does not compile. */
export type PageTexts = typeof en;
export type Texts = ResultTexts & PageTexts;

const ALL: Record<Language, Texts> = {
  en: { ...resultTexts('en'), ...en },
  es: { ...resultTexts('es'), ...es },
  pt: { ...resultTexts('pt'), ...pt },
  hi: { ...resultTexts('hi'), ...hi },
  ar: { ...resultTexts('ar'), ...ar },
};

export function texts(language: Language): Texts {
  return ALL[language];
}
