import { useEffect, useState } from 'react';
import { ZoomInNet } from 'zoom-in-net';
import weights from 'zoom-in-net-weights-lite';

/** Grades the photograph that is chosen. */
export function Screening() {
  const screener = useScreener();
  const [file, setFile] = useState(null);
  const said = useResult(screener, file);
  return (
    <>
      <label>
        Photograph <input type="file" onChange={({ target }) => setFile(target.files[0])} />
      </label>
      <p role="status">{said}</p>
      <p>
        Research software. Not a medical device; not cleared or marked for clinical use. It assesses diabetic retinopathy and signs of macular
        oedema in one photograph of an eye; it does not assess glaucoma, AMD or other disease, and a negative result excludes neither.
      </p>
    </>
  );
}

/** The networks, as long as the component is there: an instance, or why there is none. */
function useScreener() {
  const [screener, setScreener] = useState(null);
  useEffect(() => {
    const controller = new AbortController();
    const loading = ZoomInNet.load({ weights, signal: controller.signal });
    loading.then(setScreener, (error) => controller.signal.aborted || setScreener(error));
    return () => {
      controller.abort();
      loading.then((loaded) => loaded.dispose(), () => undefined);
    };
  }, []);
  return screener;
}

/** What is said of a photograph; another one cancels the screening of the one before. */
function useResult(screener, file) {
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (!(screener instanceof ZoomInNet && file)) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    screener.screen(file, { signal, onStage: (stage) => setSaid(`${stage} …`) }).then(
      ({ screening }) => setSaid(words(screening)),
      (error) => signal.aborted || setSaid(`${error.code}: ${error.message}`),
    );
    return () => controller.abort();
  }, [screener, file]);
  if (screener instanceof Error) return `${screener.code}: ${screener.message}`;
  return screener ? said || `Ready: computes on the ${screener.device.kind}.` : 'Loading …';
}

function words(screening) {
  if (screening.outcome === 'graded') return `Grade ${screening.grade}, ${screening.refer ? 'refer' : 'do not refer'}`;
  return `Not gradable: ${screening.reasons.map(({ message }) => message).join(' ')}`;
}
