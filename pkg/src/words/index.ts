/** What is said of results, in sentences: one wording for page, report, picture and exports. */

export { OPERATING_POINTS } from '../clinical.js';
export * from './grades.js';
export * from './patient.js';
export * from './probabilities.js';
export * from './referral.js';
export * from './result.js';
export * from './stages.js';
export * from './words.js';
