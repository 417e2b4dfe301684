/** Two views that move together. */

import type { FundusView } from './element.js';
import { ofFellowEye } from './view-transform.js';

export interface LinkOptions {
  /** Whether what is nearer to the nose in one is so in the other, as in the two eyes of a patient. */
  mirrored?: boolean;
}

/** Whatever is brought into view in either is brought into view in the other one, until the returned function is called. */
export function linkViews(one: FundusView, other: FundusView, { mirrored = false }: LinkOptions = {}): () => void {
  const follow = (follower: FundusView) => (event: Event) => {
    const { view } = event.currentTarget as FundusView;
    follower.view = mirrored ? ofFellowEye(view) : view;
  };
  const [ofOne, ofOther] = [follow(one), follow(other)];
  // To set a view dispatches no event, so that they do not answer one another for ever.
  one.addEventListener('viewchange', ofOther);
  other.addEventListener('viewchange', ofOne);
  return () => {
    one.removeEventListener('viewchange', ofOther);
    other.removeEventListener('viewchange', ofOne);
  };
}
