import type { Stage } from '../types.js';

/** What a screening does, in this order. */
export const STAGES: readonly Stage[] = ['decoding', 'preparing', 'grading', 'attending', 'zooming'];
