import { fileURLToPath } from 'node:url';
import CopyPlugin from 'copy-webpack-plugin';
import HtmlPlugin from 'html-webpack-plugin';
import MiniCssExtractPlugin from 'mini-css-extract-plugin';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The page, with the modules and the weights of the npm package beside it. */
export default {
  mode: 'production',
  context: at('www'),
  entry: './src/main.ts',
  output: { path: at('www/dist'), filename: '[name].[contenthash:8].js', publicPath: '', clean: true },
  // Only `new Worker(new URL(…, import.meta.url))` may look at a module's place.
  devtool: false,
  resolve: { extensions: ['.ts', '.js'], extensionAlias: { '.js': ['.ts', '.js'] } },
  module: {
    rules: [
      { test: /\.ts$/, loader: 'ts-loader', options: { configFile: at('www/tsconfig.json') } },
      { test: /\.css$/, use: [MiniCssExtractPlugin.loader, 'css-loader'] },
    ],
  },
  plugins: [
    new HtmlPlugin({ template: './index.html', scriptLoading: 'module' }),
    new MiniCssExtractPlugin({ filename: '[name].[contenthash:8].css' }),
    new CopyPlugin({
      patterns: [
        { from: '{cpu,gpu}/*.wasm', context: at('pkg/dist') },
        { from: 'weights/*', context: at('pkg/dist') },
        { from: at('www/public'), noErrorOnMissing: true },
      ],
    }),
  ],
  performance: { hints: false },
};
