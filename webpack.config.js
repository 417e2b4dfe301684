import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import CopyPlugin from 'copy-webpack-plugin';
import HtmlPlugin from 'html-webpack-plugin';
import MiniCssExtractPlugin from 'mini-css-extract-plugin';
import { GROUND } from './pkg/dist/colours.js';
import { POLICY } from './www/policy.mjs';
import { ServiceWorkerPlugin } from './www/service-worker-plugin.js';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Whoever has weights of their own says where. */
const weights = resolve(at('.'), process.env.ZOOM_IN_NET_WEIGHTS ?? 'weights');
const MODEL_CARD = 'MODEL_CARD.md';
/** What the templates say of the page itself. */
const OF_PAGE = { scriptLoading: 'module', policy: POLICY, ground: GROUND };
const WEIGHTS = ['model.json', 'self_test.json', 'm_net.bpk', 'a_net.bpk', 'c_net.bpk', MODEL_CARD];

/**
 * The page, with the weights beside it; the npm package's own files come along by themselves. With `--env mock` it is
 * built on networks that only pretend, for tests of the page itself and, in `package.html`, of the package's clinical parts;
 * such pages are never served.
 */
export default ({ mock = false } = {}) => ({
  mode: 'production',
  context: at('www'),
  entry: { main: './src/main.ts', bench: './src/bench/main.ts', ...(mock ? { package: at('tests/browser/mock/package.ts') } : {}) },
  output: { path: at(mock ? 'target/www-mock' : 'www/dist'), filename: '[name].[contenthash:8].js', assetModuleFilename: '[name].[contenthash:8][ext]', publicPath: '', clean: true },
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
    new HtmlPlugin({ template: './index.html', chunks: ['main'], ...OF_PAGE }),
    new HtmlPlugin({ template: './bench.html', filename: 'bench.html', chunks: ['bench'], ...OF_PAGE }),
    ...(mock ? [new HtmlPlugin({ template: at('tests/browser/mock/package.html'), filename: 'package.html', chunks: ['package'], scriptLoading: 'module' })] : []),
    new MiniCssExtractPlugin({ filename: '[name].[contenthash:8].css' }),
    new CopyPlugin({
      patterns: [
        ...(mock ? [] : WEIGHTS.map((file) => ({ from: `${weights}/${file}`, to: 'weights', noErrorOnMissing: file === MODEL_CARD }))),
        { from: at('www/public'), transform: (content, path) => (path.endsWith('.webmanifest') ? inColour(content) : content) },
        { from: at('www/samples'), to: 'samples' },
      ],
    }),
    new ServiceWorkerPlugin(at('www/src/service-worker.ts')),
  ],
  performance: { hints: false },
});

/** An installed page is drawn on the page's ground while it starts. */
function inColour(manifest) {
  const [light] = GROUND;
  return JSON.stringify({ ...JSON.parse(manifest), background_color: light, theme_color: light });
}
