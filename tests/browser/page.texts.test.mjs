// Every language says everything in its own words, and the clinical sentences are those of the library.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import typescript from 'typescript';
import { EXTENSIONS } from '../../pkg/dist/image-files.js';
import { initSync, photographExtensions, wording } from '../../pkg/dist/rules/zoom_in_net.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const built = await mkdtemp(join(tmpdir(), 'zoom-in-net-texts-'));
after(() => rm(built, { recursive: true }));
initSync({ module: await readFile(join(root, 'pkg/dist/rules/zoom_in_net_bg.wasm')) });

/** Makes modules of a folder of TypeScript. */
async function build(from, to) {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(join(root, from))) {
    const source = await readFile(join(root, from, name), 'utf8');
    const { outputText } = typescript.transpileModule(source, { compilerOptions: { module: 'ES2022', target: 'ES2022' } });
    await writeFile(join(to, name.replace(/\.ts$/, '.js')), outputText);
  }
}

const npm = join(built, 'node_modules/zoom-in-net');
await build('pkg/src/texts', join(npm, 'texts'));
await writeFile(join(npm, 'package.json'), '{ "type": "module", "exports": { "./texts": "./texts/index.js" } }');
await build('www/src/i18n', join(built, 'www'));
await writeFile(join(built, 'package.json'), '{ "type": "module" }');
/** What the page says is what the package says of a result, and its own. */
const { texts } = await import(join(built, 'www/index.js'));
const { bestLanguage, directionOf, LANGUAGES, list, megabytes, number, percent, plural, seconds, unreviewed } = await import(join(npm, 'texts/index.js'));
const TRANSLATED = LANGUAGES.filter((language) => language !== 'en');

/** Every text by its path. */
function leaves(value, path = '') {
  if (typeof value === 'string' || typeof value === 'function') return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path ? `${path}.${key}` : key));
}

/** What stands for what a text is given: texts that count or name a number are given some. */
const COUNTS = [0, 1, 2, 3, 11, 100, 1234];
const COUNTING =
  /^(patient\.open|result\.level|view\.(box|onlyLevel)|intake\.(ignored|added)|camera\.unnamed|list\.(page|again)|summary\.(photographs|patients)|(tour\.)?step|done)$/;
const NAMES = ['①', '②', '③'];

/** All that a text can say; what it is given is in signs that no language has. */
function sayings(path, text) {
  if (typeof text === 'string') return [text];
  if (path === 'patient.someUngradable') return [text([NAMES[0]]), text(NAMES)];
  if (COUNTING.test(path)) return COUNTS.map((count) => (path === 'view.onlyLevel' ? text(count, NAMES[0]) : text(count, count)));
  return [text(...NAMES)];
}

const isIn = (language) => new Map(leaves(texts(language)));

/** Of formats, keys and file names, and what the programs and networks are called. */
const INTERNATIONAL = [
  'JPEG', 'PNG', 'TIFF', 'WebP', 'BMP', 'DICOM', 'JSON', 'CSV', 'FHIR', 'R4', 'Bundle', 'GPU', 'WebGPU', 'Ctrl', 'V', 'J', 'K', 'L', 'R', 'OD', 'OS',
  'ICDR', 'left', 'right', 'M-Net', 'A-Net', 'C-Net', 'Zoom-in-Net',
];
const PAPER = /Wang et al\., [“«].*[”»], MICCAI 2017/;

for (const language of TRANSLATED) {
  test(`${language} has the texts that English has, and each says something`, () => {
    const shape = (one) => leaves(texts(one)).map(([path, text]) => `${path}: ${typeof text}`).sort();
    assert.deepEqual(shape(language), shape('en'));
    for (const [path, text] of leaves(texts(language))) {
      for (const saying of sayings(path, text)) {
        assert.notEqual(saying.trim(), '', path);
        assert.doesNotMatch(saying, /undefined|NaN|\[object|#/, path);
      }
    }
  });

  test(`${language} leaves out nothing that a text is given`, () => {
    for (const [path, text] of leaves(texts(language))) {
      if (typeof text === 'string' || COUNTING.test(path)) continue;
      const english = sayings(path, isIn('en').get(path)).at(-1);
      const saying = sayings(path, text).at(-1);
      for (const name of NAMES) assert.equal(saying.includes(name), english.includes(name), `${path}: ${name}`);
    }
  });

  test(`${language} is not left in English`, () => {
    const english = isIn('en');
    const international = new RegExp(`^(${INTERNATIONAL.join('|')}|\\P{L})*$`, 'u');
    for (const [path, text] of leaves(texts(language))) {
      const same = sayings(path, text).filter((saying) => !international.test(saying) && sayings(path, english.get(path)).includes(saying));
      assert.deepEqual(same, [], path);
    }
  });
}

for (const language of ['hi', 'ar']) {
  test(`${language} has no word in Latin letters but what has no other name`, () => {
    for (const [path, text] of leaves(texts(language))) {
      for (const saying of sayings(path, text)) {
        const words = saying.replace(PAPER, '').match(/[A-Za-z][A-Za-z0-9-]*/g) ?? [];
        assert.deepEqual(words.filter((word) => !INTERNATIONAL.includes(word)), [], path);
      }
    }
  });
}

test('no language has digits of two kinds', () => {
  for (const language of LANGUAGES) {
    const figures = [number(language, 1234567.89, 2), percent(language, 0.123), seconds(language, 3.25), megabytes(language, 7.4e6)];
    const said = leaves(texts(language)).flatMap(([path, text]) => sayings(path, text));
    for (const words of [...figures, ...said]) assert.doesNotMatch(words, /(?![0-9])\p{Nd}/u, `${language}: ${words}`);
  }
});

/** The forms of each language; the compiler holds every text to them. */
const FORMS = {
  en: ['one', 'other'],
  es: ['one', 'other'],
  pt: ['one', 'other'],
  hi: ['one', 'other'],
  ar: ['few', 'many', 'one', 'other', 'two', 'zero'],
};

test('each plural form that a language has for a number of photographs is there, and no other', async () => {
  const source = await readFile(join(root, 'pkg/src/texts/plural.ts'), 'utf8');
  for (const language of LANGUAGES) {
    const rules = new Intl.PluralRules(language);
    const used = new Set(Array.from({ length: 1000 }, (_, count) => rules.select(count)));
    assert.deepEqual([...used].sort(), FORMS[language], `${language}, by Intl`);
    const [, typed] = source.match(new RegExp(`^  ${language}: (.*);$`, 'm')) ?? [];
    assert.deepEqual(typed?.match(/\w+/g).sort(), FORMS[language], `${language}, by its type`);
    const say = plural(language, Object.fromEntries(FORMS[language].map((form) => [form, `${form} #`])));
    for (const count of COUNTS) assert.equal(say(count), `${rules.select(count)} ${number(language, count)}`);
  }
});

test('numbers, units and lists are written as each language writes them', () => {
  const plain = (words) => words.replace(/\p{Cf}/gu, '').replace(/\s/gu, ' ');
  assert.equal(plain(percent('es', 0.123)), '12,3 %');
  assert.equal(plain(percent('pt', 0.123)), '12,3%');
  assert.equal(plain(percent('ar', 0.123)), '12.3%');
  assert.equal(number('hi', 1234567), '12,34,567');
  assert.equal(number('pt', 1234567), '1.234.567');
  assert.equal(plain(seconds('en', 3.25)), '3.3 seconds');
  assert.equal(plain(seconds('pt', 3.25)), '3,3 segundos');
  assert.equal(plain(megabytes('en', 7.4e6)), '7.4 MB');
  assert.equal(plain(megabytes('ar', 7.4e6)), '7.4 م.ب');
  assert.equal(list('en', ['a', 'b']), 'a and b');
  assert.equal(list('ar', ['a', 'b', 'c']), 'a وb وc');
  assert.equal(list('pt', ['a', 'b'], 'disjunction'), 'a ou b');
});

test('the first wish that can be granted chooses the language', () => {
  const best = {
    'pt-PT': 'pt', 'pt-BR': 'pt', 'ar-EG': 'ar', 'ar': 'ar', 'arb': 'ar', 'hi-IN': 'hi', 'es-419': 'es', 'EN-gb': 'en',
    'fr-FR, ar-MA, es': 'ar',
    'de, fr': 'en',
    'hi-Latn, es': 'es',
    'not a tag, pt': 'pt',
    '': 'en',
  };
  for (const [wishes, language] of Object.entries(best)) assert.equal(bestLanguage(wishes ? wishes.split(', ') : []), language, wishes);
});

test('only Arabic is written from right to left', () => {
  assert.deepEqual(LANGUAGES.filter((language) => directionOf(language) === 'rtl'), ['ar']);
});

test('each translation says, in its own words, that nobody has reviewed it', () => {
  assert.equal(unreviewed('en'), null);
  const sentences = TRANSLATED.map(unreviewed);
  assert.ok(sentences.every(Boolean));
  assert.equal(new Set(sentences).size, sentences.length);
});

test('files are picked by the extensions that the library reads', () => {
  assert.deepEqual(photographExtensions(), [...EXTENSIONS]);
});

const capitalised = (words) => words.map((word) => word[0].toUpperCase() + word.slice(1));

test('the English sentences, reasons and names of grades are those of the library, letter by letter', () => {
  const { disclaimer, referable, not_referable, ungradable, attention, incomplete, reasons, grades, short_grades } = wording();
  assert.deepEqual(texts('en').ungradable, Object.fromEntries(reasons.map(({ code, message }) => [code, message])));
  assert.deepEqual(texts('en').grades, capitalised(grades));
  assert.deepEqual(texts('en').shortGrades, capitalised(short_grades));
  assert.deepEqual(texts('en').wording, { disclaimer, referable, notReferable: not_referable, ungradable, attention });
  assert.equal(texts('en').patient.incomplete, incomplete);
});
