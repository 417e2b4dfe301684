// What editors are told of the package's elements: `dist/custom-elements.json`.

const published = (path) => path?.replace(/^src\//, 'dist/').replace(/\.ts$/, '.js');

export default {
  globs: ['src/element/fundus-screening.ts', 'src/fundus-view/element.ts'],
  outdir: 'dist',
  litelement: true,
  // It says already where that is.
  packagejson: false,
  plugins: [
    {
      name: 'as-published',
      // The modules that a portal has, not those that they were made from; and nothing that is not for it.
      packageLinkPhase({ customElementsManifest: { modules } }) {
        for (const module of modules) {
          module.path = published(module.path);
          for (const { declaration } of module.exports ?? []) declaration.module = published(declaration.module);
          for (const declaration of module.declarations) {
            // Public is what is described.
            for (const kind of ['members', 'attributes', 'events']) declaration[kind] = declaration[kind].filter(({ description, privacy }) => description && privacy !== 'private');
          }
        }
      },
    },
  ],
};
