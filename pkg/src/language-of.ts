import { bestLanguage, type Language } from './texts/index.js';

/** The language of an element: its own `lang`, or that of what it stands in; English where there are no texts in it. */
export function languageOf(element: HTMLElement): Language {
  const tag = element.lang || element.closest('[lang]')?.getAttribute('lang') || '';
  return bestLanguage([tag]);
}
