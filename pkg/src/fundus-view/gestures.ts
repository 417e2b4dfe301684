/** Wheel, drag, pinch and double click, as zooming and panning. */

import type { Place } from './view-transform.js';

export interface Movable {
  readonly isWhole: boolean;
  /** About a point of the element. */
  zoomBy(factor: number, about: Place): void;
  panBy(dx: number, dy: number): void;
  /** As a double click does, in or out. */
  toggle(about: Place): void;
}

/**
 * Listens on an element. Written here, in 1.0 kB gzipped with `view-transform.ts`: d3-zoom with what it needs has 18.2, and `@use-gesture/vanilla`, which
 * leaves the zooming to its caller, 9.0.
 */
export function listenForGestures(element: HTMLElement, view: Movable): void {
  const pointers = new Map<number, Place>();
  const placeOf = (event: MouseEvent): Place => {
    const { left, top } = element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };

  element.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      view.zoomBy(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0016)), placeOf(event));
    },
    { passive: false },
  );
  element.addEventListener('dblclick', (event) => view.toggle(placeOf(event)));
  element.addEventListener('pointerdown', (event) => {
    if (event.button === 0) pointers.set(event.pointerId, placeOf(event));
  });
  for (const end of ['pointerup', 'pointercancel'] as const) {
    element.addEventListener(end, (event) => pointers.delete(event.pointerId));
  }
  element.addEventListener('pointermove', (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = placeOf(event);
    const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    pointers.set(event.pointerId, now);
    if (!other) {
      if (view.isWhole) return;
      // Captured only once it moves: a plain click still reaches a box.
      if (!element.hasPointerCapture(event.pointerId)) element.setPointerCapture(event.pointerId);
      return view.panBy(now.x - before.x, now.y - before.y);
    }
    const spread = (place: Place) => Math.max(Math.hypot(place.x - other.x, place.y - other.y), 1);
    const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
    view.zoomBy(spread(now) / spread(before), middle);
    view.panBy((now.x - before.x) / 2, (now.y - before.y) / 2);
  });
}
