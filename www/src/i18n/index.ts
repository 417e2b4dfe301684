/** All that the page says: what the package says of a result, and the page's own. */

import { type Language, number, texts as resultTexts, type Texts as ResultTexts } from 'zoom-in-net/texts';
import { en } from './en.js';
import { es } from './es.js';

export { dateAndTime, type Language, LANGUAGES, number, percent } from 'zoom-in-net/texts';

/** English is the one that the other languages follow. */
export type PageTexts = typeof en;
export type Texts = ResultTexts & PageTexts;

const ALL: Record<Language, Texts> = {
  en: { ...resultTexts('en'), ...en },
  es: { ...resultTexts('es'), ...es },
};

export function texts(language: Language): Texts {
  return ALL[language];
}

export function megabytes(language: Language, bytes: number): string {
  return `${number(language, bytes / 1e6, 1)} MB`;
}
