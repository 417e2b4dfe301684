/** Where a photograph lies in the view that shows it. */

export interface Size {
  width: number;
  height: number;
}

/** `in_view = in_photo * scale + (x, y)`. */
export interface ViewFromPhoto {
  scale: number;
  x: number;
  y: number;
}

/** What a view shows whatever its size: the photograph's point in its middle, in shares, and the scale, 1 for the whole photograph. */
export interface ShownPart {
  x: number;
  y: number;
  zoom: number;
}

/** View pixels for one of the photograph, at most. */
const GREATEST_SCALE = 8;

export function fitting(photo: Size, view: Size): ViewFromPhoto {
  const scale = Math.min(view.width / photo.width, view.height / photo.height);
  return clamped({ scale, x: 0, y: 0 }, photo, view);
}

/** Zooms about a point of the view, which stays where it is. */
export function zoomed(now: ViewFromPhoto, factor: number, about: { x: number; y: number }, photo: Size, view: Size): ViewFromPhoto {
  const least = fitting(photo, view).scale;
  const scale = Math.min(Math.max(now.scale * factor, least), Math.max(GREATEST_SCALE, least));
  const ratio = scale / now.scale;
  const moved = { scale, x: about.x - (about.x - now.x) * ratio, y: about.y - (about.y - now.y) * ratio };
  return clamped(moved, photo, view);
}

export function panned(now: ViewFromPhoto, dx: number, dy: number, photo: Size, view: Size): ViewFromPhoto {
  return clamped({ ...now, x: now.x + dx, y: now.y + dy }, photo, view);
}

/** Shows a box, with as much again around it. */
export function showing(min: readonly [number, number], max: readonly [number, number], photo: Size, view: Size): ViewFromPhoto {
  const [width, height] = [max[0] - min[0], max[1] - min[1]];
  const least = fitting(photo, view).scale;
  const wanted = Math.min(view.width / (2 * width), view.height / (2 * height));
  const scale = Math.min(Math.max(wanted, least), GREATEST_SCALE);
  const centre = [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2] as const;
  return clamped({ scale, x: view.width / 2 - centre[0] * scale, y: view.height / 2 - centre[1] * scale }, photo, view);
}

export function shownPart({ scale, x, y }: ViewFromPhoto, photo: Size, view: Size): ShownPart {
  return {
    x: (view.width / 2 - x) / scale / photo.width,
    y: (view.height / 2 - y) / scale / photo.height,
    zoom: scale / fitting(photo, view).scale,
  };
}

export function partShown({ x, y, zoom }: ShownPart, photo: Size, view: Size): ViewFromPhoto {
  const least = fitting(photo, view).scale;
  const scale = Math.min(Math.max(zoom, 1) * least, Math.max(GREATEST_SCALE, least));
  return clamped({ scale, x: view.width / 2 - x * photo.width * scale, y: view.height / 2 - y * photo.height * scale }, photo, view);
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
