/** What is said of one photograph's result. */

import type { PatientVerdict } from '../clinical.js';
import type { DeviceInUse, GradedScreening, Notice, UngradableReason } from '../types.js';
import type { MapLevel } from '../pictures/attention.js';
import { isolated } from '../texts/index.js';
import type { Words } from './words.js';

/** What a verdict says, word by word as the library does. */
export function wordingOf({ t: { wording, patient } }: Words, verdict: PatientVerdict): string {
  return {
    referable: wording.referable,
    not_referable: wording.notReferable,
    ungradable: wording.ungradable,
    incomplete: patient.incomplete,
  }[verdict];
}

/** What was read beside this one view of this one eye. */
export function howRead({ t }: Words, { both_eyes: bothEyes, thorough }: GradedScreening): string[] {
  return [...(bothEyes ? [t.result.bothEyes] : []), ...(thorough ? [t.result.thorough] : [])];
}

/** In the language of the words; a reason that this version does not know, as it was said when the photograph was screened. */
export function reasonWords({ t }: Words, { code, message }: UngradableReason): string {
  return (t.ungradable as Partial<typeof t.ungradable>)[code] ?? message;
}

export function noticeWords({ t, number, percent }: Words, notice: Notice): string {
  switch (notice.notice) {
    case 'low_resolution':
      return t.notices.low_resolution(number(notice.field_diameter), number(notice.pixels_per_degree, 1));
    case 'magnified':
      return t.notices.magnified(number(notice.factor, 2));
    case 'field_cut_off':
      return t.notices.field_cut_off(percent(notice.kept, 0));
    case 'no_rim':
      return t.notices.no_rim;
  }
}

/** What the attention map is of. */
export function nameOfLevel({ t }: Words, level: MapLevel): string {
  return level === 'combined' ? t.view.combined : t.view.onlyLevel(level, t.shortGrades[level] ?? '');
}

/** On which device, and in which time. */
export function computedOn({ t, seconds }: Words, { device, milliseconds }: { device: DeviceInUse; milliseconds: number }): string {
  const words = t.computedOn(t.devices[device.kind], seconds(milliseconds / 1000));
  return device.name ? `${words} ${isolated(`(${device.name})`)}` : words;
}
