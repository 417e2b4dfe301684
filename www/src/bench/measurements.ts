/** What follows from measured times, and how it is written down. */

import type { DeviceInUse } from 'zoom-in-net';
import type { TimedKernel } from './messages.js';

/** Whole screenings on one device. */
export interface TimedScreenings {
  device: DeviceInUse;
  /** From the first request until the first photograph can be given. */
  ready: number;
  /** The networks of the first screening, with the search for regions and the transfer. */
  first: number;
  /** The median of those that follow. */
  median: number;
  runs: number;
}

/** What the kernels of a screening would take, were nothing slower than these. */
export const ROOFLINES = [
  { name: 'integrated GPU', operationsPerSecond: 1e12, bytesPerSecond: 60e9 },
  { name: 'H200', operationsPerSecond: 60e12, bytesPerSecond: 4e12 },
] as const;

export interface Measurements {
  adapter: string;
  browser: string;
  screenings: TimedScreenings[];
  kernels: TimedKernel[];
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** Milliseconds at the least on a device of so many operations and bytes a second. */
export function least({ operations, bytes }: TimedKernel, roofline: (typeof ROOFLINES)[number]): number {
  return 1000 * Math.max(operations / roofline.operationsPerSecond, bytes / roofline.bytesPerSecond);
}

export const SCREENING_HEADS = ['device', 'ready, ms', 'first, ms', 'median, ms', 'runs'];
export const KERNEL_HEADS = [
  'network',
  'layer',
  'kernel',
  'used',
  'MFLOP',
  'MB',
  'ms',
  'share, %',
  'GFLOP/s',
  'GB/s',
  ...ROOFLINES.map(({ name }) => `${name}, ms at the least`),
];

export function screeningCells({ device, ready, first, median, runs }: TimedScreenings): string[] {
  const name = device.kind === 'cpu' ? 'processor, one thread' : `WebGPU: ${device.name}`;
  return [name, ready.toFixed(0), first.toFixed(1), median.toFixed(1), String(runs)];
}

export function kernelCells(kernel: TimedKernel, kernels: TimedKernel[]): string[] {
  const { network, layer, used, operations, bytes, milliseconds } = kernel;
  const whole = kernels.filter((one) => one.used).reduce((sum, one) => sum + one.milliseconds, 0);
  return [
    network,
    layer,
    kernel.kernel,
    used ? 'yes' : '',
    (operations / 1e6).toFixed(2),
    (bytes / 1e6).toFixed(2),
    milliseconds.toFixed(3),
    used ? ((100 * milliseconds) / whole).toFixed(1) : '',
    (operations / milliseconds / 1e6).toFixed(1),
    (bytes / milliseconds / 1e6).toFixed(1),
    ...ROOFLINES.map((roofline) => least(kernel, roofline).toFixed(4)),
  ];
}

/** Everything as Markdown, for an issue. */
export function markdown({ adapter, browser, screenings, kernels }: Measurements): string {
  const row = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const table = (heads: string[], rows: string[][]) =>
    [row(heads), row(heads.map(() => '---')), ...rows.map(row)].join('\n');
  return [
    `Adapter: ${adapter || 'none'}\nBrowser: ${browser}`,
    table(SCREENING_HEADS, screenings.map(screeningCells)),
    table(KERNEL_HEADS, kernels.map((kernel) => kernelCells(kernel, kernels))),
  ].join('\n\n');
}
