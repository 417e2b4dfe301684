/** Errors that several parts of the package make. */

import { ScreeningError } from './types.js';

export function cancelled(): ScreeningError {
  return new ScreeningError('cancelled', 'the screening was cancelled');
}

export function disposed(): ScreeningError {
  return new ScreeningError('disposed', 'this instance was disposed of; load another one');
}
