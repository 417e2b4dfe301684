/** A photograph by a camera of this device; fundus cameras that a telephone or computer sees are cameras too. */

import { html, nothing, render } from 'lit-html';
import { blobOf, contextOf } from 'zoom-in-net/pictures';
import type { View } from './view.js';

/** As much as the camera can give: a fundus photograph needs its pixels. */
const WANTED = { width: { ideal: 4096 }, height: { ideal: 4096 } };

/** Opens a dialogue; a photograph that is taken in it is added like any other. */
export async function openCamera({ t, actions }: View): Promise<void> {
  const dialog = document.createElement('dialog');
  dialog.className = 'camera';
  dialog.setAttribute('aria-labelledby', 'camera-heading');
  document.body.append(dialog);
  let stream: MediaStream | null = null;
  let cameras: MediaDeviceInfo[] = [];
  let isRefused = false;

  const stop = () => stream?.getTracks().forEach((track) => track.stop());
  const start = async (deviceId?: string) => {
    stop();
    const chosen = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: { ideal: 'environment' } };
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { ...WANTED, ...chosen } });
      cameras = (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === 'videoinput');
      isRefused = false;
    } catch {
      isRefused = true;
    }
    // Closed while the person was asked.
    if (dialog.isConnected) draw();
    else stop();
  };
  const take = async () => {
    const video = dialog.querySelector('video');
    if (!video?.videoWidth) return;
    const canvas = document.createElement('canvas');
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    contextOf(canvas).drawImage(video, 0, 0);
    const time = new Date().toISOString().slice(0, 19).replace(/[T:]/g, '-');
    const name = `${t.camera.fileName}-${time}.png`;
    actions.add([{ file: new File([await blobOf(canvas, 'image/png')], name, { type: 'image/png' }), path: name }]);
    dialog.close();
  };
  const draw = () =>
    render(
      html`<h2 id="camera-heading">${t.camera.heading}</h2>
        ${isRefused ? html`<p role="alert">${t.camera.refused}</p>` : html`<video autoplay muted playsinline .srcObject=${stream}></video>`}
        ${cameras.length > 1
          ? html`<label>${t.camera.source}
              <select @change=${(event: Event) => start((event.target as HTMLSelectElement).value)}>
                ${cameras.map(({ deviceId, label }, index) => html`<option value=${deviceId}>${label || t.camera.unnamed(index + 1)}</option>`)}
              </select></label>`
          : nothing}
        <div class="ways">
          <button type="button" class="primary" ?disabled=${!stream} @click=${take}>${t.camera.take}</button>
          <button type="button" @click=${() => dialog.close()}>${t.camera.close}</button>
        </div>`,
      dialog,
    );

  dialog.addEventListener('close', () => {
    stop();
    dialog.remove();
  });
  draw();
  dialog.showModal();
  await start();
}
