// Measured rows as Markdown.

const kilobytes = (bytes) => Math.round(bytes / 1000).toLocaleString('en');
const milliseconds = (time) => (time < 100 ? time.toFixed(1) : Math.round(time).toLocaleString('en'));

/** The download is known where this project's own server sent it. */
export function table(rows) {
  const lines = rows.map(({ name, on, adapter, visit, error, download, ready, first, median, runs }) => {
    const device = adapter ? `${on}: ${adapter}` : on;
    const who = visit > 1 ? `${name}, visit ${visit}` : name;
    const cells = error
      ? [`not measured: ${error}`, '', '', '', '']
      : [download ? kilobytes(download) : '', ...[ready, first, median].map(milliseconds), runs];
    return `| ${[who, device, ...cells].join(' | ')} |`;
  });
  return [
    '| runtime | on | download, kB | ready, ms | first result, ms | median, ms | runs |',
    '|---|---|---:|---:|---:|---:|---:|',
    ...lines,
  ].join('\n');
}
