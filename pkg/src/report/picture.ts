/** One eye's result as one picture: photograph, map, boxes, crops, words and figures. */

import type { OperatingPoint, PicturedPhotograph } from '../clinical.js';
import { onPaper } from '../colours.js';
import { composite, drawNumber, type Overlay } from '../pictures/composite.js';
import { blobOf, canvasOf, contextOf } from '../pictures/pixels.js';
import { dateAndTime, directionOf, isolated, type Language } from '../texts/index.js';
import type { GradedScreening } from '../types.js';
import { HALF, stepsOf } from '../words/probabilities.js';
import { referralSentences, whyApart } from '../words/referral.js';
import { computedOn, howRead, nameOfLevel, noticeWords, reasonWords, wordingOf } from '../words/result.js';
import { type Words, wordsIn } from '../words/words.js';

const WIDTH = 2000;
const MARGIN = 60;
const PHOTO = 1160;
const GAP = 50;
/** Of the photograph in the picture, in pixels, at most. */
const SIDE = 4096;
const INK = onPaper('ink');
const MUTED = onPaper('muted');

export interface PictureOptions {
  language: Language;
  /** The point at which the photograph's verdict was found. */
  operatingPoint: OperatingPoint;
  overlay: Overlay;
}

/** A PNG, 2000 pixels wide. */
export async function pictureOf(photograph: PicturedPhotograph, options: PictureOptions): Promise<Blob> {
  const words = wordsIn(options.language);
  const drawn = await composite(photograph, options.overlay, SIDE);
  // Drawn twice: first to know how long the words are.
  const measured = draw(words, photograph, options, drawn, 4000);
  return blobOf(draw(words, photograph, options, drawn, measured.height).canvas, 'image/png');
}

function draw(words: Words, eye: PicturedPhotograph, options: PictureOptions, photograph: HTMLCanvasElement, height: number) {
  const { t, language } = words;
  const { overlay, operatingPoint } = options;
  const { screening, verdict } = eye;
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = height;
  const context = contextOf(canvas);
  context.imageSmoothingQuality = 'high';
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, WIDTH, height);
  const direction = directionOf(language);
  context.direction = direction;
  /** Where something begins that is as wide as this and stands so far from the start of the line. */
  const leftOf = (start: number, wide: number) => (direction === 'rtl' ? WIDTH - start - wide : start);

  const writer = (start: number, top: number, width: number) => {
    let y = top;
    return {
      get y() {
        return y;
      },
      skip: (space: number) => {
        y += space;
      },
      write: (line: string, size: number, { weight = 400, colour = INK } = {}) => {
        context.font = `${weight} ${size}px system-ui, sans-serif`;
        context.fillStyle = colour;
        for (const part of linesOf(context, line, width)) {
          y += size * 1.3;
          context.fillText(part, leftOf(start, 0), y - size * 0.3);
        }
      },
    };
  };

  const head = writer(MARGIN, MARGIN, WIDTH - 2 * MARGIN);
  head.write(`Zoom-in-Net · ${t.sides[eye.side ?? 'unknown']} · ${isolated(eye.name)}`, 44, { weight: 600 });
  head.write(`${dateAndTime(language, eye.finished)} · ${t.report.preliminary}`, 26, { colour: MUTED });
  if (eye.synthetic) head.write(t.report.synthetic, 26, { weight: 600 });
  const top = head.y + 30;

  const scale = Math.min(PHOTO / photograph.width, PHOTO / photograph.height);
  const [photoWidth, photoHeight] = [photograph.width * scale, photograph.height * scale];
  context.fillStyle = '#000000';
  context.fillRect(leftOf(MARGIN, PHOTO), top, PHOTO, photoHeight);
  context.drawImage(photograph, leftOf(MARGIN + (PHOTO - photoWidth) / 2, photoWidth), top, photoWidth, photoHeight);
  const under = writer(MARGIN, top + photoHeight + 10, PHOTO);
  if (screening.outcome === 'graded') {
    under.write(`${nameOfLevel(words, overlay.level)} · ${t.wording.attention}`, 26, { colour: MUTED });
    under.skip(16);
    const side = (PHOTO - 3 * 20) / 4;
    for (const [index, crop] of eye.crops.entries()) {
      const x = leftOf(MARGIN + index * (side + 20), side);
      context.drawImage(canvasOf(crop), x, under.y, side, side);
      drawNumber(context, screening.regions[index]?.number ?? index + 1, x, under.y, 44);
    }
    if (eye.crops.length > 0) under.skip(side);
  }

  const start = MARGIN + PHOTO + GAP;
  const width = WIDTH - MARGIN - start;
  const text = writer(start, top - 10, width);
  text.write(t.verdicts[verdict], 60, { weight: 650 });
  text.write(wordingOf(words, verdict), 30);
  text.skip(24);
  if (screening.outcome === 'graded') {
    text.write(`${t.result.grade} (${t.result.scale})`, 26, { colour: MUTED });
    text.write(t.grades[screening.grade] ?? '', 36, { weight: 600 });
    text.skip(24);
    text.write(t.result.probabilities, 26, { colour: MUTED });
    for (const { name, probability, figure, isReached } of stepsOf(words, screening)) {
      text.skip(8);
      text.write(name, 26);
      const [barStart, barWidth] = [start + 270, width - 450];
      context.fillStyle = onPaper('line');
      context.fillRect(leftOf(barStart, barWidth), text.y - 26, barWidth, 18);
      context.fillStyle = onPaper(isReached ? 'accent' : 'strong-line');
      context.fillRect(leftOf(barStart, barWidth * probability), text.y - 26, barWidth * probability, 18);
      context.fillStyle = INK;
      context.fillRect(leftOf(barStart + barWidth * HALF - 1, 3), text.y - 28, 3, 22);
      context.textAlign = 'end';
      context.fillText(figure, leftOf(start + width, 0), text.y - 8);
      context.textAlign = 'start';
    }
    text.skip(8);
    text.write(t.result.half(words.percent(HALF, 0)), 24, { colour: MUTED });
    text.skip(24);
    text.write(t.result.referral, 26, { colour: MUTED });
    for (const sentence of referralSentences(words, screening, operatingPoint)) text.write(sentence, 30, { weight: 600 });
    for (const remark of remarks(words, eye, screening, operatingPoint)) text.write(remark, 26, { colour: MUTED });
    for (const notice of screening.notices) {
      text.skip(14);
      text.write(noticeWords(words, notice), 24, { colour: MUTED });
    }
  } else {
    for (const reason of screening.reasons) text.write(reasonWords(words, reason), 30);
    text.skip(16);
    text.write(t.result.noGrade, 26, { colour: MUTED });
  }

  const foot = writer(MARGIN, Math.max(under.y, text.y) + 40, WIDTH - 2 * MARGIN);
  foot.write(t.wording.disclaimer, 26);
  foot.skip(10);
  foot.write(machineOf(words, eye), 22, { colour: MUTED });
  return { canvas, height: Math.ceil(foot.y + MARGIN) };
}

function remarks(words: Words, { verdict }: PicturedPhotograph, screening: GradedScreening, point: OperatingPoint): string[] {
  const { t } = words;
  return [
    t.result.atPoint(t.result.points[point]),
    whyApart(words, screening, verdict, point),
    !screening.oedema && t.noOedema,
    ...howRead(words, screening),
  ].filter((remark) => typeof remark === 'string');
}

function machineOf(words: Words, photograph: PicturedPhotograph): string {
  const { name, version } = photograph.model;
  return `${words.t.report.model}: ${isolated(`${name} ${version}`)} · ${computedOn(words, photograph)}`;
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
