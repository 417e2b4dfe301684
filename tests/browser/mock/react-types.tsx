// Compiled by `npm run check`, never run: the elements are known to React's types, with their properties and events.

import type {} from 'zoom-in-net/react';

export const right = (
  <fundus-screening lang="es" operatingPoint="high_specificity" onscreened={({ detail }) => detail.screening.outcome} onfailed={({ detail }) => detail.code.length}>
    <button slot="actions">Keep it</button>
  </fundus-screening>
);

export const view = <fundus-view level={4} opacity={0.5} hideBoxes onviewchange={({ detail }) => detail.zoom} />;

// @ts-expect-error: there is no such operating point.
export const wrong = <fundus-screening operatingPoint="high" />;
