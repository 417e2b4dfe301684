/** Requests, and what is said where one brings nothing. */

import { ScreeningError } from './types.js';

/** The answer, or the error that came instead of one. */
export function answerTo(request: Promise<Response>): Promise<Response | Error> {
  return request.catch((error: Error) => error);
}

/** That something could not be fetched, and why. */
export function unreachable(what: string, answer: Response | Error, advice = ''): ScreeningError {
  const [why, options] = answer instanceof Response ? [`the server answered ${answer.status}`] : ['there is no answer', { cause: answer }];
  return new ScreeningError('network', `${what} could not be fetched: ${why}${advice}`, options);
}
