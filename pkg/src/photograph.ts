/** What may be given to be screened, and the bytes of an image file that it becomes. */

import { answerTo, unreachable } from './requests.js';
import { ScreeningError } from './types.js';

/**
 * A photograph: an image file (JPEG, PNG, TIFF, WebP, BMP or DICOM) as a `Blob`, as its bytes or as an address of the page's own origin; or
 * pixels. Pixels that are transparent count as black, like what surrounds the field.
 */
export type Photograph = Blob | ArrayBuffer | Uint8Array | string | URL | PixelSource;

export type PixelSource = ImageData | ImageBitmap | HTMLCanvasElement | OffscreenCanvas | HTMLImageElement;

/** A function, because a server that only imports this package knows none of them. */
const pixelSources = () => [ImageData, ImageBitmap, HTMLCanvasElement, OffscreenCanvas, HTMLImageElement];

/** Reads the bytes, once it is the photograph's turn. */
export type BytesInTurn = (signal: AbortSignal | undefined) => Promise<ArrayBuffer>;

/**
 * Pixels are copied at once, because their canvas may be drawn on again; files are opened in their turn, so that a
 * thousand of them may wait.
 */
export function bytesOf(photograph: Photograph): BytesInTurn {
  if (photograph instanceof Blob) return () => photograph.arrayBuffer();
  if (photograph instanceof ArrayBuffer) return () => Promise.resolve(photograph);
  if (photograph instanceof Uint8Array) {
    const { buffer } = new Uint8Array(photograph);
    return () => Promise.resolve(buffer);
  }
  if (typeof photograph === 'string' || photograph instanceof URL) {
    const address = ownAddress(photograph);
    return (signal) => fetched(address, signal);
  }
  if (!pixelSources().some((kind) => photograph instanceof kind)) {
    throw new TypeError(
      `${kindOf(photograph)} cannot be screened; give a file as a Blob, its bytes or its address, an image, a canvas, an ImageBitmap or ImageData`,
    );
  }
  const canvas = opaque(photograph);
  return () => pngOf(canvas);
}

/** Nothing is fetched from another origin: what may be read there, and as whom, is for the portal to know. */
function ownAddress(photograph: string | URL): URL {
  const address = new URL(photograph, document.baseURI);
  if (address.origin === location.origin) return address;
  throw new ScreeningError(
    'other_origin',
    `${photograph} is no address of this page's origin, ${location.origin}; fetch the photograph yourself and give it as a Blob`,
  );
}

async function fetched(address: URL, signal: AbortSignal | undefined): Promise<ArrayBuffer> {
  const response = await answerTo(fetch(address, signal ? { signal } : {}));
  if (response instanceof Response && response.ok) return response.arrayBuffer();
  throw unreachable(`the photograph ${address.href}`, response);
}

/** A copy of the pixels over black. */
function opaque(source: PixelSource): OffscreenCanvas {
  const [width, height] = source instanceof HTMLImageElement ? [source.naturalWidth, source.naturalHeight] : [source.width, source.height];
  if (!(width > 0 && height > 0)) {
    throw new ScreeningError(
      'unsupported_image',
      `the ${kindOf(source)} has no pixels: it is empty, not loaded yet or closed; wait until it is there, or give the file itself`,
    );
  }
  const copy = new OffscreenCanvas(width, height);
  const context = contextOf(copy, { alpha: false });
  if (source instanceof ImageData) {
    const pixels = new OffscreenCanvas(width, height);
    contextOf(pixels).putImageData(source, 0, 0);
    context.drawImage(pixels, 0, 0);
  } else {
    context.drawImage(source, 0, 0);
  }
  return copy;
}

function contextOf(canvas: OffscreenCanvas, settings?: CanvasRenderingContext2DSettings): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d', settings);
  if (context) return context;
  throw new ScreeningError('too_many_pixels', `a picture of ${canvas.width} × ${canvas.height} pixels is more than this browser can draw`);
}

/** Without loss, and read by the very code that reads files, with its limits and its messages. */
async function pngOf(canvas: OffscreenCanvas): Promise<ArrayBuffer> {
  const blob = await canvas.convertToBlob({ type: 'image/png' }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'SecurityError') {
      const message = 'the picture shows an image of another origin, which may not be read; fetch it with CORS, or give the file itself';
      throw new ScreeningError('other_origin', message, { cause: error });
    }
    throw error;
  });
  return blob.arrayBuffer();
}

function kindOf(source: unknown): string {
  return source instanceof Object ? source.constructor.name : String(source);
}
