/** `<fundus-view>`: importing this module makes the element known. */

import { register } from '../register.js';
import { FundusView } from './element.js';

export { FundusView, type FundusPhotograph, type FundusViewEvents } from './element.js';
export { linkViews, type LinkOptions } from './link.js';
export { ofFellowEye, type Viewport } from './view-transform.js';
export { MAP_LEVELS, type MapLevel } from '../pictures/attention.js';

register('fundus-view', FundusView);

declare global {
  interface HTMLElementTagNameMap {
    'fundus-view': FundusView;
  }
}
