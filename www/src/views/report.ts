/** The printed page: always there for the patient that is shown, and seen only on paper. */

import { type Overlay, reportOf, reportSheet } from 'zoom-in-net/report';
import { resultOf } from '../state/patients.js';
import { picturedRecordOf } from '../state/record.js';
import { selectedEye, type State } from '../state/store.js';
import { patientOf } from '../state/worklist.js';

export function overlayOf({ mapLevel, mapOpacity, showBoxes }: State): Overlay {
  return { level: mapLevel, opacity: mapOpacity, boxes: showBoxes };
}

export class Report {
  readonly #root: HTMLElement;
  /** What the report that is there was made from. */
  #made: unknown[] = [];

  constructor(root: HTMLElement) {
    this.#root = root;
    document.adoptedStyleSheets.push(reportSheet());
  }

  /** Makes the report anew where it would be another one; the last call wins. */
  async show(state: State): Promise<void> {
    const { eyes, selected, operatingPoint, settings } = state;
    const overlay = overlayOf(state);
    const eye = selectedEye(state);
    const patient = patientOf(eyes, eye);
    const ofPatient = patient?.eyes.flatMap((one) => [one.id, one.name, one.side, resultOf(one), state.pictures.get(one.id)]) ?? [];
    const made = [selected, patient?.name, operatingPoint, settings.language, ...Object.values(overlay), ...ofPatient];
    if (made.length === this.#made.length && made.every((one, index) => one === this.#made[index])) return;
    this.#made = made;
    const record = patient && picturedRecordOf(state, patient);
    const shown = record?.photographs.find(({ id }) => id === selected);
    const report = record && record.photographs.length > 0 && (await reportOf(record, { language: settings.language, overlay, ...(shown ? { shown } : {}) }));
    if (this.#made === made) this.#root.replaceChildren(...(report ? [report] : []));
  }
}
