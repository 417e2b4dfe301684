/** The rules for names and patients, which are those of the library; loaded before the page is drawn. */

import { loadPatientRules, type PatientRules } from 'zoom-in-net/patient';

let loaded: PatientRules | null = null;

export async function loadRules(): Promise<void> {
  loaded = await loadPatientRules();
}

export function rules(): PatientRules {
  if (!loaded) throw new Error('the rules are asked before they are loaded');
  return loaded;
}
