/** Photographs, crops and attention maps as canvases and image files. */

export { type Drawable, composite, type Overlay } from './composite.js';
export { colourProperties } from '../colours.js';
export { ACCEPTED, EXTENSIONS } from '../image-files.js';
export { MAP_LEVELS, type MapLevel, valuesOf } from './attention.js';
export { blobOf, canvasOf, compressed, contextOf, thumbnail } from './pixels.js';
