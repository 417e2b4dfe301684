/** What React 19 is told of the elements: `import type {} from 'zoom-in-net/react'`. */

import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { FundusScreening, FundusScreeningEvents } from './element/fundus-screening.js';
import type { FundusView, FundusViewEvents } from './fundus-view/element.js';

/** React listens to `screened` by the property `onscreened`. */
type Listeners<Events> = { [Name in keyof Events & string as `on${Name}`]?: (event: Events[Name]) => void };

type Props<Element, Own extends keyof Element, Events> = Omit<DetailedHTMLProps<HTMLAttributes<Element>, Element>, Own> & Partial<Pick<Element, Own>> & Listeners<Events>;

declare module 'react' {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- it is React's
  namespace JSX {
    interface IntrinsicElements {
      'fundus-screening': Props<
        FundusScreening,
        'lang' | 'device' | 'thorough' | 'weights' | 'assets' | 'operatingPoint' | 'screener' | 'photograph',
        FundusScreeningEvents
      >;
      'fundus-view': Props<FundusView, 'lang' | 'photograph' | 'screening' | 'label' | 'level' | 'opacity' | 'hideBoxes' | 'region', FundusViewEvents>;
    }
  }
}
