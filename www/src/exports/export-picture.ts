/** One eye's result as one picture: photograph, map, boxes, crops, words and figures. */

import type { GradedScreening } from 'zoom-in-net';
import { composite, drawNumber, type Overlay } from '../pictures/composite.js';
import { dateAndTime } from '../i18n/index.js';
import { blobOf, canvasOf, contextOf } from '../pictures/pixels.js';
import { verdictOf } from '../state/patients.js';
import { wordingOf } from '../views/patient-view.js';
import { howRead, noticeWords, reasonWords } from '../views/result-view.js';
import { HALF, stepsOf } from '../views/probabilities.js';
import { referralSentences, whyApart } from '../views/referral-view.js';
import { nameOfLevel } from '../views/photograph-view.js';
import type { Eye, Result, Seen } from '../state/store.js';
import type { View } from '../views/view.js';

const WIDTH = 2000;
const MARGIN = 60;
const PHOTO = 1160;
const GAP = 50;
const INK = '#10222b';
const MUTED = '#4a5f69';
const LINE = '#d4dee2';
const BAR = '#0b6a75';
const NOT_REACHED = '#7d919b';

export async function resultAsPicture(view: View, eye: Eye, result: Seen): Promise<Blob> {
  const overlay = { level: view.state.mapLevel, opacity: view.state.mapOpacity, boxes: view.state.showBoxes };
  const photograph = await composite(result, overlay, 4096);
  // Drawn twice: first to know how long the words are.
  const measured = draw(view, eye, result, photograph, overlay, 4000);
  return blobOf(draw(view, eye, result, photograph, overlay, measured.height).canvas, 'image/png');
}

function draw(view: View, eye: Eye, result: Seen, photograph: HTMLCanvasElement, overlay: Overlay, height: number) {
  const { t, language, state } = view;
  const { screening } = result;
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = height;
  const context = contextOf(canvas);
  context.imageSmoothingQuality = 'high';
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, WIDTH, height);

  const writer = (left: number, top: number, width: number) => {
    let y = top;
    return {
      get y() {
        return y;
      },
      skip: (space: number) => {
        y += space;
      },
      write: (words: string, size: number, { weight = 400, colour = INK } = {}) => {
        context.font = `${weight} ${size}px system-ui, sans-serif`;
        context.fillStyle = colour;
        for (const line of linesOf(context, words, width)) {
          y += size * 1.3;
          context.fillText(line, left, y - size * 0.3);
        }
      },
    };
  };

  const head = writer(MARGIN, MARGIN, WIDTH - 2 * MARGIN);
  head.write(`Zoom-in-Net · ${t.sides[eye.side ?? 'unknown']} · ${eye.name}`, 44, { weight: 600 });
  head.write(`${dateAndTime(language, result.finished)} · ${t.report.preliminary}`, 26, { colour: MUTED });
  if (eye.synthetic) head.write(t.report.synthetic, 26, { weight: 600 });
  const top = head.y + 30;

  const scale = Math.min(PHOTO / photograph.width, PHOTO / photograph.height);
  const [photoWidth, photoHeight] = [photograph.width * scale, photograph.height * scale];
  context.fillStyle = '#000000';
  context.fillRect(MARGIN, top, PHOTO, photoHeight);
  context.drawImage(photograph, MARGIN + (PHOTO - photoWidth) / 2, top, photoWidth, photoHeight);
  const under = writer(MARGIN, top + photoHeight + 10, PHOTO);
  if (screening.outcome === 'graded') {
    under.write(`${nameOfLevel(view, overlay.level)}. ${t.wording.attention}`, 26, { colour: MUTED });
    under.skip(16);
    const side = (PHOTO - 3 * 20) / 4;
    for (const [index, crop] of result.crops.entries()) {
      const x = MARGIN + index * (side + 20);
      context.drawImage(canvasOf(crop), x, under.y, side, side);
      drawNumber(context, screening.regions[index]?.number ?? index + 1, x, under.y, 44);
    }
    if (result.crops.length > 0) under.skip(side);
  }

  const left = MARGIN + PHOTO + GAP;
  const width = WIDTH - MARGIN - left;
  const text = writer(left, top - 10, width);
  const verdict = verdictOf(screening, state.operatingPoint);
  text.write(t.verdicts[verdict], 60, { weight: 650 });
  text.write(wordingOf(t, verdict), 30);
  text.skip(24);
  if (screening.outcome === 'graded') {
    text.write(`${t.result.grade} (${t.result.scale})`, 26, { colour: MUTED });
    text.write(t.grades[screening.grade] ?? '', 36, { weight: 600 });
    text.skip(24);
    text.write(t.result.probabilities, 26, { colour: MUTED });
    for (const { name, probability, figure, isReached } of stepsOf(view, screening)) {
      text.skip(8);
      text.write(name, 26);
      const [barLeft, barWidth] = [left + 270, width - 450];
      context.fillStyle = LINE;
      context.fillRect(barLeft, text.y - 26, barWidth, 18);
      context.fillStyle = isReached ? BAR : NOT_REACHED;
      context.fillRect(barLeft, text.y - 26, barWidth * probability, 18);
      context.fillStyle = INK;
      context.fillRect(barLeft + barWidth * HALF - 1, text.y - 28, 3, 22);
      context.textAlign = 'right';
      context.fillText(figure, left + width, text.y - 8);
      context.textAlign = 'start';
    }
    text.skip(8);
    text.write(t.result.half(view.percent(HALF, 0)), 24, { colour: MUTED });
    text.skip(24);
    text.write(t.result.referral, 26, { colour: MUTED });
    for (const sentence of referralSentences(view, screening, state.operatingPoint)) text.write(sentence, 30, { weight: 600 });
    for (const remark of remarks(view, screening)) text.write(remark, 26, { colour: MUTED });
    for (const notice of screening.notices) {
      text.skip(14);
      text.write(noticeWords(view, notice), 24, { colour: MUTED });
    }
  } else {
    for (const reason of screening.reasons) text.write(reasonWords(view, reason), 30);
    text.skip(16);
    text.write(t.result.noGrade, 26, { colour: MUTED });
  }

  const foot = writer(MARGIN, Math.max(under.y, text.y) + 40, WIDTH - 2 * MARGIN);
  foot.write(t.wording.disclaimer, 26);
  foot.skip(10);
  foot.write(machineOf(view, result), 22, { colour: MUTED });
  return { canvas, height: Math.ceil(foot.y + MARGIN) };
}

function remarks(view: View, screening: GradedScreening): string[] {
  const { t, state } = view;
  return [
    `${t.result.operatingPoint}: ${t.result.points[state.operatingPoint].toLowerCase()}`,
    whyApart(view, screening, state.operatingPoint),
    !screening.oedema && t.noOedema,
    ...howRead(t, screening),
  ].filter((remark) => typeof remark === 'string');
}

function machineOf({ t, number }: View, { model, device, milliseconds }: Result): string {
  return `${t.footer.model(model.name, model.version)} ${t.computedOn(t.devices[device.kind], number(milliseconds / 1000, 1))}.`;
}

function linesOf(context: CanvasRenderingContext2D, words: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of words.split(' ')) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && context.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
