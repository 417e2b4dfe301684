import type { Language } from './languages.js';

/** A language leaves this list when clinicians who work in it have reviewed its texts. English is what they are translated from. */
const UNREVIEWED: Partial<Record<Language, string>> = {
  es: 'Traducción aún no revisada por profesionales clínicos de habla hispana.',
  pt: 'Tradução ainda não revisada por profissionais de saúde de língua portuguesa.',
  hi: 'इस अनुवाद की समीक्षा अभी तक हिंदी-भाषी चिकित्सकों ने नहीं की है।',
  ar: 'لم تخضع هذه الترجمة بعدُ لمراجعة أطباء ناطقين بالعربية.',
};

/** In its own language, that a translation has not been reviewed by clinicians; `null` where there is nothing to say. */
export function unreviewed(language: Language): string | null {
  return UNREVIEWED[language] ?? null;
}
