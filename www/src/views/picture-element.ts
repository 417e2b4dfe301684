/** `<picture-canvas>`: pixels as they are, one for one where there is room. */

import type { Picture } from 'zoom-in-net';
import { contextOf } from 'zoom-in-net/pictures';

export class PictureCanvas extends HTMLElement {
  #canvas = document.createElement('canvas');
  #picture: Picture | null = null;

  connectedCallback(): void {
    if (!this.#canvas.isConnected) this.append(this.#canvas);
  }

  set picture(picture: Picture) {
    if (picture === this.#picture) return;
    this.#picture = picture;
    this.#canvas.width = picture.width;
    this.#canvas.height = picture.height;
    contextOf(this.#canvas).putImageData(new ImageData(picture.data, picture.width, picture.height), 0, 0);
  }
}

customElements.define('picture-canvas', PictureCanvas);
