/** Whatever is dropped on the page or pasted into it is an image to screen. */

import type { Actions } from '../state/actions.js';
import { fromTransfer } from '../state/files.js';
import type { Store } from '../state/store.js';

export function listenForDrops(store: Store, actions: Actions): void {
  let inside = 0;
  const isOfFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
  const show = (dragging: boolean) => {
    if (store.state.dragging !== dragging) actions.show({ dragging });
  };
  document.addEventListener('dragenter', (event) => {
    if (!isOfFiles(event)) return;
    inside += 1;
    show(true);
  });
  document.addEventListener('dragleave', (event) => {
    if (!isOfFiles(event)) return;
    inside = Math.max(0, inside - 1);
    show(inside > 0);
  });
  document.addEventListener('dragover', (event) => {
    if (isOfFiles(event)) event.preventDefault();
  });
  document.addEventListener('drop', (event) => {
    if (!event.dataTransfer || !isOfFiles(event)) return;
    event.preventDefault();
    inside = 0;
    show(false);
    void fromTransfer(event.dataTransfer).then((found) => actions.add(found));
  });
  document.addEventListener('paste', (event) => {
    if (!event.clipboardData || event.clipboardData.files.length === 0) return;
    event.preventDefault();
    void fromTransfer(event.clipboardData).then((found) => actions.add(found));
  });
}
