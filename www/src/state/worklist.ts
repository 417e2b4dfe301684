/** Patients as a worklist: counted, ordered, filtered. What a change does not touch is not computed again. */

import type { Language } from '../i18n/index.js';
import { type Patient, patientResult, type PatientResult, patientsOf } from './patients.js';
import type { Eye, Listing, OperatingPoint, State } from './store.js';

/** Where a patient stands, the most urgent first. */
export const STANDINGS = ['referable', 'ungradable', 'incomplete', 'waiting', 'not_referable'] as const;
export type Standing = (typeof STANDINGS)[number];

/** A patient with what follows from the photographs. */
export interface Case {
  patient: Patient;
  result: PatientResult | null;
  standing: Standing;
  /** Of referable retinopathy in the worse eye. */
  probability: number;
  failed: number;
}

export interface Summary {
  photographs: number;
  /** Photographs that wait for nothing more. */
  finished: number;
  patients: number;
  referable: number;
  ungradable: number;
  incomplete: number;
  /** Photographs. */
  failed: number;
  /** Photographs that may be screened again: failed, or cancelled. */
  again: number;
}

export const PATIENTS_A_PAGE = 50;

const grouped = new WeakMap<Eye[], ReadonlyMap<string, Patient>>();
/** Of the photographs that were grouped last. */
let last: ReadonlyMap<string, Patient> = new Map();
const cases = new WeakMap<Patient, Map<OperatingPoint, Case>>();

/** As `patientsOf`; a patient of whom nothing changed is the same object as before, so that what follows can be kept with it. */
export function patientsIn(eyes: Eye[]): Patient[] {
  return [...byTheirName(eyes).values()];
}

export function patientOf(eyes: Eye[], eye: Eye | null): Patient | null {
  return (eye && byTheirName(eyes).get(eye.patient)) ?? null;
}

function byTheirName(eyes: Eye[]): ReadonlyMap<string, Patient> {
  const known = grouped.get(eyes);
  if (known) return known;
  const before = last;
  const patients = patientsOf(eyes).map((patient): [string, Patient] => {
    const was = before.get(patient.name);
    const isSame = was?.eyes.length === patient.eyes.length && was.eyes.every((eye, index) => eye === patient.eyes[index]);
    return [patient.name, isSame ? was : patient];
  });
  last = new Map(patients);
  grouped.set(eyes, last);
  return last;
}

export function caseOf(patient: Patient, point: OperatingPoint): Case {
  const known = cases.get(patient) ?? new Map<OperatingPoint, Case>();
  cases.set(patient, known);
  const there = known.get(point);
  if (there) return there;
  const result = patientResult(patient, point);
  const isBusy = patient.eyes.some(isOpen);
  const made: Case = {
    patient,
    result,
    standing: result && !(result.verdict === 'incomplete' && isBusy) ? result.verdict : isBusy ? 'waiting' : 'incomplete',
    probability: result?.worse?.screening?.referable.probability ?? 0,
    failed: patient.eyes.filter(({ progress }) => progress.state === 'failed').length,
  };
  known.set(point, made);
  return made;
}

export function casesOf({ eyes, operatingPoint }: State): Case[] {
  return patientsIn(eyes).map((patient) => caseOf(patient, operatingPoint));
}

export function summaryOf(state: State): Summary {
  const all = casesOf(state);
  const count = (standing: Standing) => all.filter((one) => one.standing === standing).length;
  return {
    photographs: state.eyes.length,
    finished: state.eyes.filter((eye) => !isOpen(eye)).length,
    patients: all.length,
    referable: count('referable'),
    ungradable: count('ungradable'),
    incomplete: count('incomplete'),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
    again: state.eyes.filter(mayBeAgain).length,
  };
}

/** Filtered and ordered. */
export function listed(state: State): Case[] {
  const { order, filter, search } = state.listing;
  const wanted = search.trim().toLowerCase();
  const found = casesOf(state).filter((one) => passes(one, filter) && (wanted === '' || isNamed(one.patient, wanted)));
  const names = collatorOf(state.settings.language);
  const byName = (a: Case, b: Case) => names.compare(a.patient.name, b.patient.name);
  return order === 'name' ? found.sort(byName) : found.sort((a, b) => byUrgency(a, b) || byName(a, b));
}

/** How many pages a list has, at least one. */
export function pagesOf(cases: Case[]): number {
  return Math.max(Math.ceil(cases.length / PATIENTS_A_PAGE), 1);
}

/** On which page of the list a photograph is; the present page where it is on none. */
export function pageOf(state: State, id: number | null): number {
  const at = listed(state).findIndex(({ patient }) => patient.eyes.some((eye) => eye.id === id));
  return at < 0 ? state.listing.page : Math.floor(at / PATIENTS_A_PAGE);
}

/** Screened, or waiting for it. */
export function isOpen({ progress: { state } }: Eye): boolean {
  return state === 'waiting' || state === 'screening';
}

export function mayBeAgain({ progress: { state } }: Eye): boolean {
  return state === 'failed' || state === 'cancelled';
}

function passes({ standing, failed }: Case, filter: Listing['filter']): boolean {
  if (filter === 'all') return true;
  return filter === 'open' ? standing === 'incomplete' || standing === 'waiting' || failed > 0 : standing === filter;
}

function isNamed({ name, eyes }: Patient, part: string): boolean {
  return name.toLowerCase().includes(part) || eyes.some((eye) => eye.name.toLowerCase().includes(part));
}

function byUrgency(a: Case, b: Case): number {
  return STANDINGS.indexOf(a.standing) - STANDINGS.indexOf(b.standing) || b.probability - a.probability;
}

const collators = new Map<Language, Intl.Collator>();

/** How a language orders names, numbers in them by what they count. */
function collatorOf(language: Language): Intl.Collator {
  const made = collators.get(language) ?? new Intl.Collator(language, { numeric: true });
  collators.set(language, made);
  return made;
}
