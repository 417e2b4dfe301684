/** Where a photograph lies in the view that shows it. */

export interface Size {
  width: number;
  height: number;
}

export interface Place {
  x: number;
  y: number;
}

/** `in_view = in_photo * scale + (x, y)`. */
export interface ViewFromPhoto extends Place {
  scale: number;
}

/** What of a photograph is in view, whatever the sizes of both: two views of different photographs can show the same of each. */
export interface Viewport {
  /** The middle of the view, in shares of the photograph's width and height. */
  x: number;
  y: number;
  /** 1 where the whole photograph is in view, 2 at twice that scale. */
  zoom: number;
}

/** The photograph as a whole. */
export const WHOLE: Viewport = { x: 0.5, y: 0.5, zoom: 1 };

/** What shows the same place of the other eye of a patient: the eyes are mirror images of each other. */
export function ofFellowEye({ x, y, zoom }: Viewport): Viewport {
  return { x: 1 - x, y, zoom };
}

/** View pixels for one of the photograph, at most. */
const GREATEST_SCALE = 8;

/** Where the photograph lies for what is in view of it, as near to what is wanted as it may be. */
export function transformOf({ x, y, zoom }: Viewport, photo: Size, view: Size): ViewFromPhoto {
  const scale = allowed(zoom * fittingScale(photo, view), photo, view);
  return clamped({ scale, x: view.width / 2 - x * photo.width * scale, y: view.height / 2 - y * photo.height * scale }, photo, view);
}

export function viewportOf({ scale, x, y }: ViewFromPhoto, photo: Size, view: Size): Viewport {
  return {
    x: (view.width / 2 - x) / (photo.width * scale),
    y: (view.height / 2 - y) / (photo.height * scale),
    zoom: scale / fittingScale(photo, view),
  };
}

/** Zooms about a point of the view, which stays where it is. */
export function zoomed(now: ViewFromPhoto, factor: number, about: Place, photo: Size, view: Size): ViewFromPhoto {
  const scale = allowed(now.scale * factor, photo, view);
  const ratio = scale / now.scale;
  return clamped({ scale, x: about.x - (about.x - now.x) * ratio, y: about.y - (about.y - now.y) * ratio }, photo, view);
}

export function panned(now: ViewFromPhoto, dx: number, dy: number, photo: Size, view: Size): ViewFromPhoto {
  return clamped({ ...now, x: now.x + dx, y: now.y + dy }, photo, view);
}

/** Shows a box, with as much again around it. */
export function showing(min: readonly [number, number], max: readonly [number, number], photo: Size, view: Size): ViewFromPhoto {
  const [width, height] = [max[0] - min[0], max[1] - min[1]];
  const scale = allowed(Math.min(view.width / (2 * width), view.height / (2 * height)), photo, view);
  const centre = [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2] as const;
  return clamped({ scale, x: view.width / 2 - centre[0] * scale, y: view.height / 2 - centre[1] * scale }, photo, view);
}

function fittingScale(photo: Size, view: Size): number {
  return Math.min(view.width / photo.width, view.height / photo.height);
}

function allowed(scale: number, photo: Size, view: Size): number {
  const least = fittingScale(photo, view);
  return Math.min(Math.max(scale, least), Math.max(GREATEST_SCALE, least));
}

/** The photograph fills the view where it can, and lies in its middle where it cannot. */
function clamped({ scale, x, y }: ViewFromPhoto, photo: Size, view: Size): ViewFromPhoto {
  const along = (place: number, length: number, room: number) =>
    length <= room ? (room - length) / 2 : Math.min(0, Math.max(room - length, place));
  return {
    scale,
    x: along(x, photo.width * scale, view.width),
    y: along(y, photo.height * scale, view.height),
  };
}
