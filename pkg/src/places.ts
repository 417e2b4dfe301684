/** Where the files lie that are fetched when the networks are loaded. */

import type { DeviceKind, NetworkName } from './types.js';

/** The files of one model, as `zoom-in-net-weights-lite` exports them. */
export type WeightFiles = Readonly<Record<'model' | 'self_test' | NetworkName, string | URL>>;

/** The same, as addresses that mean the same everywhere. */
export type WeightAddresses = Readonly<Record<keyof WeightFiles, string>>;

/** The worker and the two modules of this package. */
export interface Places {
  worker: string;
  modules: Record<DeviceKind, string>;
}

/** Beside this module, or in a folder that holds the contents of `dist`. */
export function placesOf(assets: string | URL | undefined): Places {
  if (assets === undefined) {
    // Each of them written out: bundlers look for this very form, and put the file where they put their other ones.
    return {
      worker: absolute(new URL('./worker.js', import.meta.url)),
      modules: {
        cpu: absolute(new URL('./cpu/zoom_in_net_bg.wasm', import.meta.url)),
        gpu: absolute(new URL('./gpu/zoom_in_net_bg.wasm', import.meta.url)),
      },
    };
  }
  const folder = folderOf(assets);
  const module = (kind: DeviceKind) => new URL(`${kind}/zoom_in_net_bg.wasm`, folder).href;
  return { worker: new URL('worker.js', folder).href, modules: { cpu: module('cpu'), gpu: module('gpu') } };
}

/** Of files, or of the folder that holds them under the names that `zoom-in-net weights export` gives them. */
export function weightsOf(weights: WeightFiles | string | URL): WeightAddresses {
  // Whoever writes JavaScript is told by no compiler that it must be given.
  if (!weights) {
    throw new TypeError('`ZoomInNet.load` needs `weights`: what `zoom-in-net-weights-lite` exports, or the address of a folder with its files');
  }
  if (typeof weights === 'object' && !(weights instanceof URL)) {
    return eachFile((file) => {
      if (weights[file]) return absolute(weights[file]);
      throw new TypeError(`\`weights\` has no \`${file}\`: give what \`zoom-in-net-weights-lite\` exports by default, or the address of a folder`);
    });
  }
  const folder = folderOf(weights);
  return eachFile((file) => new URL(`${file}.${file === 'model' || file === 'self_test' ? 'json' : 'bpk'}`, folder).href);
}

function eachFile(address: (file: keyof WeightFiles) => string): WeightAddresses {
  return {
    model: address('model'),
    self_test: address('self_test'),
    m_net: address('m_net'),
    a_net: address('a_net'),
    c_net: address('c_net'),
  };
}

/** As seen from the page; Next makes of a literal `new URL(…)` one that has no origin. */
function absolute(address: string | URL): string {
  return new URL(address, document.baseURI).href;
}

/** With the slash that makes it one. */
function folderOf(address: string | URL): URL {
  const folder = new URL(address, document.baseURI);
  if (!folder.pathname.endsWith('/')) folder.pathname += '/';
  return folder;
}
