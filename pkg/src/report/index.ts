/** Results on paper, as a picture, and as files of many patients: CSV and JSON. */

export type * from '../clinical.js';
export { asCsv, type CsvOptions } from './csv.js';
export { asJson, type JsonOptions } from './json.js';
export { reportOf, type ReportOptions } from './page.js';
export { reportSheet } from './page-styles.js';
export { type AboutPhotograph, pictured } from './pictured.js';
export { pictureOf, type PictureOptions } from './picture.js';
export type { Overlay } from '../pictures/composite.js';
