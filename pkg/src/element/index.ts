/** `<fundus-screening>`: importing this module makes the element known, and `<fundus-view>` with it. */

import '../fundus-view/index.js';
import { register } from '../register.js';
import { FundusScreening } from './fundus-screening.js';

export { FundusScreening, type FundusScreeningEvents, type Screenable, type ScreeningProgress } from './fundus-screening.js';
export type { Screener } from './session.js';

register('fundus-screening', FundusScreening);

declare global {
  interface HTMLElementTagNameMap {
    'fundus-screening': FundusScreening;
  }
}
