// The examples of the documents, as they stand there, for what compiles and runs them.

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const DOCUMENTS = ['README.md', 'pkg/README.md', 'docs/browser.md'];

export const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The blocks of code in some languages, in their order: where each stands, in which language, and what it says. */
export async function blocks(...languages) {
  const found = [];
  for (const document of DOCUMENTS) {
    const text = await readFile(at(document), 'utf8');
    for (const [, language, code] of text.matchAll(/^```(\w+)\n([^]*?)^```$/gm)) if (languages.includes(language)) found.push({ document, language, code });
  }
  return found;
}

/** What examples are given where they run. */
const TYPES = `import type { Screening, ZoomInNet } from 'zoom-in-net';

declare global {
  const screener: ZoomInNet;
  const controller: AbortController;
  const file: File;
  const other: File;
  const screening: Screening;
  const left: Screening;
  const right: Screening;
}
`;

/** Writes each of the examples, and the types of what they are given, into a folder that is made anew; the files' names, those of the examples first. */
export async function writeExamples(folder) {
  const examples = await blocks('ts', 'tsx');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const files = examples.map(({ language }, index) => `example-${index}.${language}`);
  for (const [index, { code }] of examples.entries()) await writeFile(`${folder}/${files[index]}`, code);
  await writeFile(`${folder}/given.d.ts`, TYPES);
  return { examples, files };
}

/** The subpaths that are modules. */
export async function subpaths() {
  const { exports } = JSON.parse(await readFile(at('pkg/package.json'), 'utf8'));
  return Object.keys(exports)
    .filter((path) => path !== './assets/*' && path !== './package.json')
    .map((path) => path.replace(/^\./, 'zoom-in-net'));
}
