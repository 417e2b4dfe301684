/** Numbers, units, dates, lists and names, as they are written in each language. */

import { type Language, localeOf } from './languages.js';

export function percent(language: Language, share: number, digits = 1): string {
  return new Intl.NumberFormat(localeOf(language), { style: 'percent', ...exactly(digits) }).format(share);
}

export function number(language: Language, value: number, digits = 0): string {
  return new Intl.NumberFormat(localeOf(language), exactly(digits)).format(value);
}

/** In words, for a sentence: `3.2 seconds`. */
export function seconds(language: Language, value: number): string {
  return new Intl.NumberFormat(localeOf(language), { style: 'unit', unit: 'second', unitDisplay: 'long', ...exactly(1) }).format(value);
}

export function megabytes(language: Language, bytes: number): string {
  return new Intl.NumberFormat(localeOf(language), { style: 'unit', unit: 'megabyte', ...exactly(1) }).format(bytes / 1e6);
}

export function dateAndTime(language: Language, date: Date): string {
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'medium', timeStyle: 'short' }).format(date);
}

/** `a, b and c`, or where one of them is enough, `a, b or c`. */
export function list(language: Language, items: readonly string[], type: 'conjunction' | 'disjunction' = 'conjunction'): string {
  return new Intl.ListFormat(localeOf(language), { type }).format(items);
}

/**
 * A name or figure that is written in whatever direction it has, between characters that keep it from mixing with the
 * words around it (U+2068 and U+2069). In HTML, `<bdi>` does the same.
 */
export function isolated(name: string): string {
  return `\u2068${name}\u2069`;
}

function exactly(digits: number): Intl.NumberFormatOptions {
  return { minimumFractionDigits: digits, maximumFractionDigits: digits };
}
