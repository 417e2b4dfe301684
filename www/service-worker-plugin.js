import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import typescript from 'typescript';

/** Needed for every visit; the engines' programs, which lie in folders, and the weights are kept as they are used. */
const SHELL = /\.(js|css|svg|webmanifest)$|^[^/]+\.wasm$|^samples\/|^icons\//;

/** Writes `service-worker.js`, which knows by name all that the page is made of. */
export class ServiceWorkerPlugin {
  constructor(source) {
    this.source = source;
  }

  apply(compiler) {
    const { Compilation, sources } = compiler.webpack;
    compiler.hooks.thisCompilation.tap('ServiceWorkerPlugin', (compilation) => {
      const stage = Compilation.PROCESS_ASSETS_STAGE_REPORT;
      compilation.hooks.processAssets.tapPromise({ name: 'ServiceWorkerPlugin', stage }, async (assets) => {
        compilation.fileDependencies.add(this.source);
        const script = typescript.transpileModule(await readFile(this.source, 'utf8'), {
          compilerOptions: { target: 'ES2022' },
        }).outputText;
        const shell = Object.keys(assets).filter((name) => SHELL.test(name)).sort();
        const version = createHash('sha256').update(script);
        for (const name of Object.keys(assets).sort()) version.update(name).update(assets[name].buffer());
        const constants = { SHELL: shell, VERSION: version.digest('hex').slice(0, 16) };
        const head = Object.entries(constants).map(([name, value]) => `const ${name} = ${JSON.stringify(value)};\n`);
        compilation.emitAsset('service-worker.js', new sources.RawSource(head.join('') + script));
      });
    });
  }
}
