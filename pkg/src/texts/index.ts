/** What is said of a result, in each language, and numbers and dates as they are written there. */

import { ar } from './ar.js';
import { en } from './en.js';
import { es } from './es.js';
import { hi } from './hi.js';
import type { Language } from './languages.js';
import { pt } from './pt.js';

export { dateAndTime, isolated, list, megabytes, number, percent, seconds } from './format.js';
export { bestLanguage, type Direction, directionOf, type Language, LANGUAGES } from './languages.js';
export { plural, type PluralCategories, type PluralForms } from './plural.js';
export { unreviewed } from './unreviewed.js';

/** English is the one that the other languages follow: one that lacks a text, or has one too many, does not compile. */
export type Texts = typeof en;

const ALL: Record<Language, Texts> = { en, es, pt, hi, ar };

export function texts(language: Language): Texts {
  return ALL[language];
}
