// This project's modules, through the npm package.

import { ZoomInNet } from './package/index.js';

/** Runs from prepared pixels to the result; decoding and preparation, which the others leave out, are not counted. */
export async function load(_graphs, _sizes, device) {
  const screener = await ZoomInNet.load({ weights: './weights/', device });
  if (screener.device.kind !== device) throw new Error(`the device was not used: ${screener.device.reason}`);
  const photograph = await fetch('photograph.png').then((response) => response.arrayBuffer());
  const run = async () => {
    let began = 0;
    const onStage = (stage) => {
      if (stage === 'grading') began = performance.now();
    };
    const { screening } = await screener.screen(photograph, { onStage });
    const milliseconds = performance.now() - began;
    if (screening.outcome !== 'graded' || screening.regions.length !== 4) {
      throw new Error('the photograph of the comparison must have a grade and four regions');
    }
    return { milliseconds };
  };
  return { run, adapter: screener.device.name };
}
