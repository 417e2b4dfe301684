/** Files that the browser saves on this device. */

/** A name that every file system takes. */
export function fileName(words: string[], ending: string): string {
  const plain = words.join('-').replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');
  return `zoom-in-net-${plain || 'result'}.${ending}`;
}

export function save(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The browser has taken the content when the click is over, but not all of them at once.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export function saveJson(value: unknown, name: string, type = 'application/json'): void {
  save(new Blob([`${JSON.stringify(value, null, 2)}\n`], { type }), name);
}
