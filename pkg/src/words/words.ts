/** A language, with its numbers: what every sentence is made with. */

import { type Language, number, percent, seconds, type Texts, texts } from '../texts/index.js';

export interface Words {
  language: Language;
  t: Texts;
  /** A share, such as 0.5, with so many decimals. */
  percent: (share: number, digits?: number) => string;
  number: (value: number, digits?: number) => string;
  seconds: (value: number) => string;
}

export function wordsIn(language: Language): Words {
  return {
    language,
    t: texts(language),
    percent: (share, digits) => percent(language, share, digits),
    number: (value, digits) => number(language, value, digits),
    seconds: (value) => seconds(language, value),
  };
}
