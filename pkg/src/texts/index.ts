/** What is said of a result, in each language, and numbers and dates as they are written there. */

import { en } from './en.js';
import { es } from './es.js';

export const LANGUAGES = ['en', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

/** English is the one that the other languages follow. */
export type Texts = typeof en;

const ALL: Record<Language, Texts> = { en, es };

export function texts(language: Language): Texts {
  return ALL[language];
}

export function percent(language: Language, share: number, digits = 1): string {
  return new Intl.NumberFormat(language, {
    style: 'percent',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(share);
}

export function number(language: Language, value: number, digits = 0): string {
  return new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

export function dateAndTime(language: Language, date: Date): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(date);
}
