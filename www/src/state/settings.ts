/** What a person chose, kept for the next visit. Nothing of a photograph is ever kept. */

import { bestLanguage, LANGUAGES, type Language } from '../i18n/index.js';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export interface Settings {
  language: Language;
  theme: Theme;
  /** Six views of each photograph are averaged, where the device is fast. */
  thorough: boolean;
  /** The introduction was seen or skipped. */
  introduced: boolean;
}

const KEY = 'zoom-in-net-settings';

export function readSettings(): Settings {
  const kept = read();
  return {
    language: LANGUAGES.find((one) => one === kept['language']) ?? bestLanguage(navigator.languages),
    theme: THEMES.find((one) => one === kept['theme']) ?? 'system',
    thorough: kept['thorough'] === true,
    introduced: kept['introduced'] === true,
  };
}

export function keepSettings(settings: Settings): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // Where storage is refused, the choice holds for this visit.
  }
}

function read(): Record<string, unknown> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Record<string, unknown>;
  } catch {
    return {};
  }
}
