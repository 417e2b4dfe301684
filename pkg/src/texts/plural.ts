/** Sentences that depend on a number of things. */

import { type Language, localeOf } from './languages.js';

/**
 * The forms that each language has for whole numbers under a million. From a million on Spanish and Portuguese have
 * one more, of which nothing is counted here.
 */
export interface PluralCategories {
  en: 'one' | 'other';
  es: 'one' | 'other';
  pt: 'one' | 'other';
  hi: 'one' | 'other';
  ar: 'zero' | 'one' | 'two' | 'few' | 'many' | 'other';
}

/** The sentence in every form; `#` is where the number stands. */
export type PluralForms<L extends Language> = Record<PluralCategories[L] | 'other', string>;

/** `plural('en', { one: '1 photograph', other: '# photographs' })(2)` is `2 photographs`. */
export function plural<L extends Language>(language: L, forms: PluralForms<L>): (count: number) => string {
  const sentences: Partial<Record<Intl.LDMLPluralRule, string>> = forms;
  return (count) => {
    const category = new Intl.PluralRules(localeOf(language)).select(count);
    const figure = new Intl.NumberFormat(localeOf(language)).format(count);
    return (sentences[category] ?? forms.other).replace('#', figure);
  };
}
