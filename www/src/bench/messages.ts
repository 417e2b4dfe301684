/** What the page and the worker that times kernels say to each other. */

export interface ToKernels {
  /** Where the weights are served. */
  weights: string;
  /** About how many seconds each kernel is timed for. */
  patience: number;
  /** Whether the variants that are not used here are timed too. */
  withVariants: boolean;
}

export type FromKernels =
  | { type: 'timed'; kernel: TimedKernel }
  | { type: 'done' }
  | { type: 'failed'; message: string };

/** One dispatch of a network, alone. */
export interface TimedKernel {
  network: 'm_net' | 'a_net' | 'c_net';
  layer: string;
  /** Kernel and variant, such as `convolution 32×64`. */
  kernel: string;
  /** Whether a screening on this device uses this variant. */
  used: boolean;
  /** Floating-point operations. */
  operations: number;
  /** Bytes read and written at the least. */
  bytes: number;
  milliseconds: number;
}
