import { ZoomInNet } from 'https://cdn.jsdelivr.net/npm/zoom-in-net@0.2.0/dist/index.js';
import weights from 'https://cdn.jsdelivr.net/npm/zoom-in-net-weights-lite@0.3.0/index.js';

const status = document.querySelector('[role=status]');
const input = document.querySelector('input');

const screener = await ZoomInNet.load({ weights });
status.textContent = `Ready: computes on the ${screener.device.kind}.`;

input.addEventListener('change', async () => {
  const [file] = input.files;
  if (!file) return;
  try {
    const { screening, model } = await screener.screen(file, { onStage: (stage) => (status.textContent = `${stage} …`) });
    status.textContent =
      screening.outcome === 'graded'
        ? `Grade ${screening.grade}, ${screening.refer ? 'refer' : 'do not refer'} (${model.name} ${model.version})`
        : `Not gradable: ${screening.reasons.map(({ message }) => message).join(' ')}`;
  } catch (error) {
    status.textContent = `${error.code}: ${error.message}`;
  }
});
