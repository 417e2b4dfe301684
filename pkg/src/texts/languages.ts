/** The languages that there are texts in, how each is written, and which of them a reader wants. */

export const LANGUAGES = ['en', 'es', 'pt', 'hi', 'ar'] as const;
export type Language = (typeof LANGUAGES)[number];

/** `Intl.Locale` knows the direction as well, but not in every browser. */
export type Direction = 'ltr' | 'rtl';

interface Written {
  /**
   * As `Intl` wants it. Arabic has the digits 0 to 9: regions on the photograph, keys, file names and the exports for
   * programs have them too, and a report with two kinds of digits is easily misread.
   */
  locale: string;
  script: string;
  direction: Direction;
}

const WRITTEN: Record<Language, Written> = {
  en: { locale: 'en', script: 'Latn', direction: 'ltr' },
  es: { locale: 'es', script: 'Latn', direction: 'ltr' },
  pt: { locale: 'pt-BR', script: 'Latn', direction: 'ltr' },
  hi: { locale: 'hi', script: 'Deva', direction: 'ltr' },
  ar: { locale: 'ar-u-nu-latn', script: 'Arab', direction: 'rtl' },
};

/** For `Intl`. */
export function localeOf(language: Language): string {
  return WRITTEN[language].locale;
}

/** For the attribute `dir`. */
export function directionOf(language: Language): Direction {
  return WRITTEN[language].direction;
}

/**
 * The first wish, of language tags such as `pt-PT` or `ar-EG`, that can be granted; English where none can.
 * Whoever wants a language in another script, such as `hi-Latn`, may not read the one that there is.
 */
export function bestLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const wish = read(tag);
    const found = LANGUAGES.find((one) => one === wish?.language && WRITTEN[one].script === wish.script);
    if (found) return found;
  }
  return 'en';
}

function read(tag: string): Intl.Locale | null {
  try {
    return new Intl.Locale(tag).maximize();
  } catch {
    // Not a language tag.
    return null;
  }
}
