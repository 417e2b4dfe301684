// Stands in for the npm package in tests of the page: the same interface, canned answers, no network.

import {
  type DeviceInUse,
  type DeviceKind,
  type FiveGrades,
  type GradedScreening,
  type LoadProgress,
  type ModelManifest,
  type Picture,
  type Referral,
  type ScreenedPhotograph,
  type Screening,
  ScreeningError,
  type Stage,
} from '../../../pkg/src/types.js';
import type { LoadOptions, ScreenOptions } from '../../../pkg/src/index.js';
import { VERSION } from '../../../pkg/src/version.js';

export * from '../../../pkg/src/types.js';
export { VERSION };

/** What a test asks for, before the page starts. */
interface Wishes {
  /** One for each photograph, the last for all that follow: a grade, its probabilities, `ungradable` or the code of an error. */
  outcomes?: (number | FiveGrades<number> | string)[];
  /** On the probability of referable retinopathy, at high sensitivity. */
  threshold?: number;
  /** Of each stage, in milliseconds. */
  delay?: number;
  /** The code of an error with which the first loading fails. */
  failsToLoad?: string;
  device?: DeviceInUse;
  laterality?: 'left' | 'right';
  /** The probability of macular oedema; its threshold is 0.2. Not assessed where it is `null`. */
  oedema?: number | null;
  /** Whether the device is said to be fast. */
  fast?: boolean;
  /** How long it takes to read one eye with the other, in milliseconds, or the code of an error. */
  fellow?: number | string;
}

const wishes = (): Wishes => (globalThis as { mockNetworks?: Wishes }).mockNetworks ?? {};
const BYTES: Record<LoadProgress['part'], number> = { module: 1_900_000, programs: 12, m_net: 7_400_000, a_net: 1_200_000, c_net: 6_800_000 };
const STAGES: Stage[] = ['decoding', 'preparing', 'grading', 'attending', 'zooming'];
const MAP_SIDE = 16;
let loadings = 0;
let screenings = 0;

export class ZoomInNet extends EventTarget {
  device: DeviceInUse = wishes().device ?? { kind: 'gpu', name: 'pretended adapter', reason: 'adapter_suitable' };
  readonly manifest: ModelManifest = {
    name: 'pretended',
    version: '0.0.1',
    architecture: 'lite',
    sizes: { input: 256, high_resolution: 640, crop: 200, mask: 104 },
    networks: {
      m_net: { file: 'm_net.bpk', bytes: BYTES.m_net, sha256: '' },
      a_net: { file: 'a_net.bpk', bytes: BYTES.a_net, sha256: '' },
      c_net: { file: 'c_net.bpk', bytes: BYTES.c_net, sha256: '' },
    },
  };

  static async load({ onProgress }: LoadOptions): Promise<ZoomInNet> {
    loadings += 1;
    const { failsToLoad } = wishes();
    for (const part of ['module', 'm_net', 'a_net', 'c_net'] as const) {
      for (const share of [0.3, 1]) {
        await pause();
        onProgress?.({ part, received: BYTES[part] * share, total: BYTES[part], fromCache: false });
      }
      if (failsToLoad && loadings === 1) throw new ScreeningError(failsToLoad as ScreeningError['code'], 'weights/a_net.bpk could not be fetched');
    }
    return new ZoomInNet();
  }

  get canBeThorough(): boolean {
    return wishes().fast ?? false;
  }

  /** Goes a little towards the grade of the other eye, so that it can be seen. */
  async withFellow(finding: GradedScreening, fellow: GradedScreening): Promise<GradedScreening> {
    const { fellow: wish = 5 } = wishes();
    if (typeof wish === 'string') throw new ScreeningError(wish as ScreeningError['code'], 'the pretended networks were told to fail');
    await new Promise((resolve) => setTimeout(resolve, wish));
    const probabilities = finding.probabilities.map((value, grade) => 0.85 * value + (grade === fellow.grade ? 0.15 : 0));
    return { ...finding, ...answerOf(probabilities as FiveGrades<number>), both_eyes: true };
  }

  async screen(
    photograph: Blob,
    { signal, onStage, thorough = false }: ScreenOptions = {},
  ): Promise<ScreenedPhotograph> {
    const { outcomes = [2], laterality = null } = wishes();
    const outcome = outcomes[Math.min(screenings++, outcomes.length - 1)] ?? 2;
    for (const stage of STAGES) {
      onStage?.(stage);
      await pause();
      if (signal?.aborted) throw new ScreeningError('cancelled', 'the screening was cancelled');
    }
    if (typeof outcome === 'string' && outcome !== 'ungradable') {
      throw new ScreeningError(outcome as ScreeningError['code'], 'the pretended networks were told to fail');
    }
    const picture = await pixelsOf(photograph);
    const screening = typeof outcome === 'string' ? UNGRADABLE : graded(outcome, picture, thorough);
    const crops =
      screening.outcome === 'graded' ? screening.regions.map(({ box_in_photo: { min, max } }) => crop(picture, min, max)) : [];
    return { screening, photograph: picture, crops, laterality, device: this.device, model: this.manifest, packageVersion: VERSION, milliseconds: 1234 };
  }

  async switchDevice(kind: DeviceKind): Promise<void> {
    await pause();
    this.device = { kind, name: kind === 'gpu' ? 'pretended adapter' : '', reason: 'requested' };
    this.dispatchEvent(new Event('devicechange'));
  }

  dispose(): void {}
}

const UNGRADABLE: Screening = {
  outcome: 'ungradable',
  reasons: [{ code: 'blurred', message: 'The photograph is blurred: repeat it in focus.' }],
};

/** As the library does: grade and referral by the same probabilities. */
function answerOf(probabilities: FiveGrades<number>): Pick<GradedScreening, 'grade' | 'probabilities' | 'refer' | 'referable' | 'oedema'> {
  const { threshold = 0.22, oedema = 0.07 } = wishes();
  const atLeast = (grade: number) => probabilities.slice(grade).reduce((sum, value) => sum + value, 0);
  const referable = referral(atLeast(2), threshold, 0.85);
  const ofOedema = oedema === null ? null : referral(oedema, 0.2, 0.7);
  return {
    grade: ([4, 3, 2, 1] as const).find((grade) => atLeast(grade) >= 0.5) ?? 0,
    probabilities,
    refer: referable.at_high_sensitivity || (ofOedema?.at_high_sensitivity ?? false),
    referable,
    ...(ofOedema ? { oedema: ofOedema } : {}),
  };
}

function referral(probability: number, sensitive: number, specific: number): Referral {
  return {
    probability,
    at_high_sensitivity: probability >= sensitive,
    threshold_at_high_sensitivity: sensitive,
    at_high_specificity: probability >= specific,
    threshold_at_high_specificity: specific,
  };
}

function graded(wanted: number | FiveGrades<number>, { width, height }: Picture, thorough: boolean): Screening {
  const answer = answerOf(typeof wanted === 'number' ? spread(wanted, 0.62) : wanted);
  const { grade, probabilities } = answer;
  const side = Math.min(width, height);
  const [left, top] = [(width - side) / 2, (height - side) / 2];
  const places = [[0.3, 0.35], [0.62, 0.28], [0.4, 0.68], [0.72, 0.6]] as const;
  const half = (side * 200) / 640 / 2;
  const maps = [0, 1, 2, 3, 4].map((level) => mapOf(places, level)) as FiveGrades<number[]>;
  return {
    outcome: 'graded',
    ...answer,
    both_eyes: false,
    thorough,
    features: [0.25, 0.5],
    votes: {
      m_net_logits: probabilities.map((value) => Math.log(value)) as FiveGrades<number>,
      a_net_logits: [0.1, -0.2, 0.4, -0.1, 0],
      c_net_logits: [-0.6, 0.1, 0.8, 0.5, 0.2],
      m_net_probabilities: spread(Math.max(grade - 1, 0), 0.4),
      m_a_net_probabilities: spread(Math.max(grade - 1, 0), 0.5),
    },
    attention: {
      side: MAP_SIDE,
      gated_maps: maps,
      suspicion: suspicionOf(maps),
      square_in_photo: { min: [left, top], max: [left + side, top + side] },
    },
    regions: places.map(([x, y], index) => ({
      number: index + 1,
      box_in_photo: {
        min: [left + x * side - half, top + y * side - half],
        max: [left + x * side + half, top + y * side + half],
      },
      centre_in_photo: [left + x * side, top + y * side],
      response: 0.31 / (index + 1),
    })),
    field_of_view_in_photo: { min: [left, top], max: [left + side, top + side] },
    notices: [
      { notice: 'low_resolution', field_diameter: side, pixels_per_degree: side / 45 },
      { notice: 'magnified', factor: 1.07 },
    ],
  };
}

function spread(grade: number, max: number): FiveGrades<number> {
  const weights = [0, 1, 2, 3, 4].map((level) => Math.exp(-1.4 * Math.abs(level - grade)));
  const others = weights.reduce((sum, weight) => sum + weight, 0) - 1;
  return weights.map((weight, level) => (level === grade ? max : ((1 - max) * weight) / others)) as FiveGrades<number>;
}

function suspicionOf(maps: FiveGrades<number[]>): number[] {
  return maps[0].map((_, position) => {
    const [none = 0, mild = 0, moderate = 0, severe = 0, proliferative = 0] = maps.map((map) => map[position] ?? 0);
    return (moderate + severe + proliferative) / 3 - (none + mild) / 2;
  });
}

function mapOf(places: readonly (readonly [number, number])[], level: number): number[] {
  return Array.from({ length: MAP_SIDE * MAP_SIDE }, (_, position) => {
    const [x, y] = [((position % MAP_SIDE) + 0.5) / MAP_SIDE, (Math.floor(position / MAP_SIDE) + 0.5) / MAP_SIDE];
    const near = places.map(([px, py], index) => Math.exp(-150 * ((x - px) ** 2 + (y - py) ** 2)) / (index + 1 + Math.abs(level - 2)));
    return level === 0 ? 0 : 0.31 * Math.max(...near);
  });
}

/** The first bytes of a TIFF file; of pretended ones a JPEG follows. */
const TIFF = 'II*\0';

async function pixelsOf(file: Blob): Promise<Picture> {
  const isTiff = (await file.slice(0, TIFF.length).text()) === TIFF;
  const bitmap = await createImageBitmap(isTiff ? file.slice(TIFF.length) : file).catch(() => {
    throw new ScreeningError('not_an_image', 'this file is not a JPEG, PNG, TIFF, WebP or BMP image');
  });
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  if (!context) throw new Error('no canvas');
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

function crop({ width, height, data }: Picture, min: readonly number[], max: readonly number[]): Picture {
  const source = new OffscreenCanvas(width, height);
  source.getContext('2d')?.putImageData(new ImageData(data, width, height), 0, 0);
  const target = new OffscreenCanvas(200, 200).getContext('2d');
  if (!target) throw new Error('no canvas');
  const [x, y, right, bottom] = [min[0] ?? 0, min[1] ?? 0, max[0] ?? 0, max[1] ?? 0];
  target.drawImage(source, x, y, right - x, bottom - y, 0, 0, 200, 200);
  return target.getImageData(0, 0, 200, 200);
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, wishes().delay ?? 5));
}
