import { fileURLToPath } from 'node:url';
import CopyPlugin from 'copy-webpack-plugin';
import HtmlPlugin from 'html-webpack-plugin';
import MiniCssExtractPlugin from 'mini-css-extract-plugin';
import { POLICY } from './www/policy.mjs';
import { ServiceWorkerPlugin } from './www/service-worker-plugin.js';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * The page, with the modules and the weights of the npm package beside it. With `--env mock` it is
 * built on networks that only pretend, for tests of the page itself; such a page is never served.
 */
export default ({ mock = false } = {}) => ({
  mode: 'production',
  context: at('www'),
  entry: { main: './src/main.ts', bench: './src/bench/main.ts' },
  output: { path: at(mock ? 'target/www-mock' : 'www/dist'), filename: '[name].[contenthash:8].js', publicPath: '', clean: true },
  // Only `new Worker(new URL(…, import.meta.url))` may look at a module's place.
  devtool: false,
  resolve: {
    extensions: ['.ts', '.js'],
    extensionAlias: { '.js': ['.ts', '.js'] },
    alias: mock ? { 'zoom-in-net$': at('tests/browser/mock/networks.ts') } : {},
  },
  module: {
    rules: [
      { test: /\.ts$/, loader: 'ts-loader', options: { configFile: at('www/tsconfig.json'), transpileOnly: true } },
      { test: /\.css$/, use: [MiniCssExtractPlugin.loader, 'css-loader'] },
    ],
  },
  plugins: [
    new HtmlPlugin({ template: './index.html', chunks: ['main'], scriptLoading: 'module', policy: POLICY }),
    new HtmlPlugin({ template: './bench.html', filename: 'bench.html', chunks: ['bench'], scriptLoading: 'module', policy: POLICY }),
    new MiniCssExtractPlugin({ filename: '[name].[contenthash:8].css' }),
    new CopyPlugin({
      patterns: [
        ...(mock ? [] : ['{cpu,gpu}/*.wasm', 'weights/*'].map((from) => ({ from, context: at('pkg/dist') }))),
        { from: at('www/public') },
        { from: at('www/samples'), to: 'samples' },
      ],
    }),
    new ServiceWorkerPlugin(at('www/src/service-worker.ts')),
  ],
  performance: { hints: false },
});
