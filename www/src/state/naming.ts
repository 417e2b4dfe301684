/** Which eye a file shows and whose it is, as far as its name says so. */

export type Side = 'left' | 'right';

export interface Named {
  patient: string;
  side: Side | null;
}

const LEFT = new Set(['left', 'os', 'oi', 'izq', 'izquierdo', 'izquierda']);
const RIGHT = new Set(['right', 'od', 'der', 'derecho', 'derecha']);

/** The two letters are words of their own too often to be believed in the middle of a name. */
const SHORT = new Map<string, Side>([
  ['l', 'left'],
  ['r', 'right'],
  ['i', 'left'],
  ['d', 'right'],
]);

/**
 * Reads names such as `13_left.jpeg`, `Patient001_L.jpg`, `2024-03-01 OD.dcm`. Without an eye in its
 * name, each file is a patient of its own.
 */
export function readName(path: string): Named {
  const folders = path.split('/');
  const stem = (folders.pop() ?? '').replace(/\.[^.]+$/, '');
  const words = stem.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const at = words.findIndex((word, index) => sideOf(word, index === 0 || index === words.length - 1));
  const side = at < 0 ? null : sideOf(words[at] ?? '', true);
  const rest = side ? words.filter((_, index) => index !== at).join(' ') : stem;
  const folder = folders.join('/');
  const patient = [folder, rest].filter(Boolean).join('/');
  return { patient: patient || stem, side };
}

function sideOf(word: string, atEnd: boolean): Side | null {
  const plain = word.toLowerCase().replace(/\d+$/, '');
  if (LEFT.has(plain)) return 'left';
  if (RIGHT.has(plain)) return 'right';
  return atEnd && plain.length === word.length ? (SHORT.get(plain) ?? null) : null;
}
