/** The one list of colours; black and white, where they are meant, are written out. */

/** By what they are for, on a light and on a dark page. Words have a contrast of 4.5 to 1 on every ground that they stand on. */
const SCHEMES = {
  ground: ['#f3f6f7', '#0d1418'],
  surface: ['#ffffff', '#151e24'],
  raised: ['#f8fafb', '#1c272e'],
  ink: ['#10222b', '#e6eef1'],
  muted: ['#4a5f69', '#a3b5bd'],
  line: ['#d7e0e4', '#2b3a43'],
  'strong-line': ['#7d919b', '#6d828d'],
  accent: ['#0b6a75', '#63c7d1'],
  'accent-ink': ['#ffffff', '#06222b'],
  'accent-soft': ['#e2f1f2', '#173239'],
  referable: ['#a23b00', '#ffb27a'],
  'referable-soft': ['#fdf0e6', '#33231a'],
  clear: ['#1b6340', '#85d3ab'],
  'clear-soft': ['#e8f4ed', '#17302a'],
  ungradable: ['#574a83', '#c1b5f0'],
  'ungradable-soft': ['#f0edf9', '#28243b'],
  error: ['#a3192c', '#ff9ba6'],
  'error-soft': ['#fdecee', '#371d22'],
} as const satisfies Record<string, readonly [light: string, dark: string]>;

export type Colour = keyof typeof SCHEMES;

/** Of a page, light and dark: what a browser draws its own parts in. */
export const GROUND = SCHEMES.ground;

/** On paper, and in pictures that are saved: as on a light page. */
export function onPaper(colour: Colour): string {
  return SCHEMES[colour][0];
}

/** Of boxes and their numbers, on any photograph; of the edge also what shades it or the page. */
export const BOX = { line: '#ffffff', edge: '#06222b', active: '#7ce9f4' } as const;

/** Of the attention map, blue to pale yellow, which the red of a fundus has not: stops of position, colour and opacity. */
export const RAMP: readonly (readonly [position: number, red: number, green: number, blue: number, opacity: number])[] = [
  [0, 40, 40, 160, 0],
  [0.2, 52, 72, 220, 0.45],
  [0.55, 30, 190, 225, 0.75],
  [1, 255, 250, 200, 0.95],
];

/** What the map's colours look like on a fundus, for legends. */
const FUNDUS = [58, 23, 18] as const;

/**
 * All of them as custom properties, `--PREFIXink` and so on, for a rule of a stylesheet. Each gives way to one of the page's,
 * `--zoom-in-net-ink`.
 */
export function colourProperties(prefix = ''): string {
  const property = (name: string, value: string) => `--${prefix}${name}: var(--zoom-in-net-${name}, ${value});`;
  return [
    ...Object.entries(SCHEMES).map(([name, [light, dark]]) => property(name, `light-dark(${light}, ${dark})`)),
    ...Object.entries(BOX).map(([name, colour]) => property(`box-${name}`, colour)),
    `--${prefix}ramp: linear-gradient(to right, ${RAMP.map(onFundus).join(', ')});`,
  ].join('\n');
}

function onFundus([position, red, green, blue, opacity]: (typeof RAMP)[number]): string {
  const mixed = [red, green, blue].map((channel, index) => Math.round(channel * opacity + (FUNDUS[index] ?? 0) * (1 - opacity)));
  return `rgb(${mixed.join(' ')}) ${position * 100}%`;
}
