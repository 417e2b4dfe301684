// A portal's page, in tests of the package's clinical parts: all of them in `window.api`, with networks that only pretend.

import * as element from 'zoom-in-net/element';
import * as fhir from 'zoom-in-net/fhir';
import * as view from 'zoom-in-net/fundus-view';
import { loadPatientRules } from 'zoom-in-net/patient';
import * as pictures from 'zoom-in-net/pictures';
import * as report from 'zoom-in-net/report';
import * as words from 'zoom-in-net/words';
import { ZoomInNet } from './networks.js';

/** Synthetic, a photograph as a file. */
async function sample(name: string): Promise<File> {
  const response = await fetch(`samples/${name}`);
  return new File([await response.blob()], name, { type: 'image/jpeg' });
}

/** A patient with these photographs, `LEFT` and `RIGHT` by their names, each screened by the pretended networks. */
async function record(name: string, files: string[], operatingPoint: report.OperatingPoint = 'high_sensitivity') {
  const [networks, rules] = [await ZoomInNet.load({ weights: '/' }), await loadPatientRules()];
  const photographs: report.PicturedPhotograph[] = [];
  for (const file of files) {
    const screened = await networks.screen(await sample('synthetic-1_right.jpg'));
    const side = /left/i.test(file) ? 'left' : /right/i.test(file) ? 'right' : null;
    const verdict = rules.verdictOf(screened.screening, operatingPoint);
    const finished = new Date('2026-03-01T10:00:00Z');
    photographs.push(await report.pictured(screened, { name: file, side, verdict, model: networks.manifest, synthetic: true, finished }));
  }
  return { name, operatingPoint, photographs, result: rules.resultOf(photographs, operatingPoint) };
}

/** React and Vue, which only their test needs. */
const frameworks = () => import('./frameworks.js');

Object.assign(window, { api: { element, fhir, view, pictures, report, words, ZoomInNet, sample, record, frameworks } });
