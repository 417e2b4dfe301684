import js from '@eslint/js';
import globals from 'globals';
import typescript from 'typescript-eslint';

export default [
  { ignores: ['**/dist/', 'target/', 'runs/'] },
  js.configs.recommended,
  ...typescript.configs.strict,
  { rules: { '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }] } },
  {
    files: ['tests/browser/**', 'benchmarks/**', 'www/*.mjs', '*.config.js', 'examples/**', 'weights/*.js'],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
  },
];
