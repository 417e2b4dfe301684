import * as h from './harness.mjs';
import { readFile } from 'node:fs/promises';
const b = await h.startBrowser(); const s = await h.servePackage();
for (const device of ['cpu', 'gpu']) {
  const { page } = await h.openPackage(b, s.address); let t = Date.now();
  console.log(device, await h.load(page, device).catch((e) => e.message.split('\n')[0]), Date.now() - t, 'ms');
  for (const f of ['eyepacs/images_1024/1002_left.jpeg', 'srahim/images/Patient001_L.jpg']) {
    const r = await h.screen(page, await readFile('/work/shared/data/' + f)).catch((e) => ({ screening: e.message }));
    console.log(device, f, r.milliseconds, JSON.stringify(r.screening.probabilities ?? r.screening), JSON.stringify(r.screening.regions?.map((x) => x.box_in_photo.min)));
  }
  await page.close();
}
await b.close(); await s.close();
