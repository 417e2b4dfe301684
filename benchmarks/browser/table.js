// The table of the docs, from measured rows alone.

const kilobytes = (bytes) => Math.round(bytes / 1000).toLocaleString('en');
const milliseconds = (time) => (time < 100 ? time.toFixed(1) : Math.round(time).toLocaleString('en'));

export function table(rows, { sizes, browser, processor, cores, runs, gpuRuns }) {
  const lines = rows.map(({ name, on, error, download, ready, first, median }) =>
    error
      ? `| ${name} | ${on} | not measured: ${error} | | | |`
      : `| ${name} | ${on} | ${kilobytes(download)} | ${milliseconds(ready)} | ${milliseconds(first)} | ${milliseconds(median)} |`,
  );
  return `# The modules beside other runtimes

Written by \`cargo xtask bench-browser\`: one run in one Chromium (${browser}, headless) on ${processor.trim()}, ${cores} cores.
WebGPU is Chromium's software adapter (SwiftShader) here, so those rows compare the runtimes with one another and say
nothing of a real GPU.

The whole network, with four crops, on one prepared photograph: input ${sizes.input}², crops ${sizes.crop}². All run the same
graph and weights; the other runtimes' logits for the picture of the self-test are compared with its known answer
before their times are taken. Download is code alone (JavaScript and WebAssembly), gzipped; weights come on top and are
half as large here (half precision) as in ONNX. "Ready" is from the first request on this machine until an image can be
given, in Zoom-in-Net with the self-test, so that its first result finds everything compiled. The times of
Zoom-in-Net include the search for regions, the cutting of crops and the transfer from the worker; the others get
their crops for nothing. The median is of ${runs} runs after the first,
on WebGPU of ${gpuRuns}.

| runtime | on | download, kB | ready, ms | first result, ms | median, ms |
|---|---|---:|---:|---:|---:|
${lines.join('\n')}
`;
}
