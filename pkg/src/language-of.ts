import { bestLanguage, type Language } from './texts/index.js';

/** The language of an element: its own attribute `lang`, or that of what it stands in; English where there are no texts in it. */
export function languageOf(element: Element): Language {
  const tag = element.closest('[lang]')?.getAttribute('lang') ?? '';
  return bestLanguage([tag]);
}
