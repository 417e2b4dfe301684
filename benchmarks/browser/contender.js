// What every contender computes: the whole network on one prepared photograph with four crops, from
// pixels in memory to the logits and the gated maps back in memory.

export const CROPS = 4;

/** The picture of the self-test (`src/screening/self_test.rs`), normalised, as `[3, side, side]`. */
export function picture(side) {
  const values = new Float32Array(3 * side * side);
  const disc = [190, 95, 45];
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      const x = 2 * column - side;
      const y = 2 * row - side;
      const distance = x * x + y * y;
      const radius = side * side;
      const spot = Math.floor(column / 8) % 5 === 2 && Math.floor(row / 8) % 7 === 3 ? 60 : 0;
      for (let channel = 0; channel < 3; channel += 1) {
        const shade = Math.floor((disc[channel] * (2 * radius - distance)) / (2 * radius));
        const texture = ((column * 7 + row * 13 + channel * 29) % 31) - 15;
        const value = distance > radius ? 0 : Math.min(255, Math.max(0, shade + texture - spot));
        values[(channel * side + row) * side + column] = (value - 127) / 128;
      }
    }
  }
  return values;
}

/** The self-test's two crops, each as often as it takes to have `CROPS`: `[CROPS, 3, crop, crop]`. */
export function crops({ high_resolution: side, crop }) {
  const whole = picture(side);
  const values = new Float32Array(CROPS * 3 * crop * crop);
  for (let index = 0; index < CROPS; index += 1) {
    const corner = Math.floor((((index % 2) + 1) * (side - crop)) / 3);
    for (let channel = 0; channel < 3; channel += 1) {
      for (let row = 0; row < crop; row += 1) {
        const from = (channel * side + corner + row) * side + corner;
        values.set(whole.subarray(from, from + crop), ((index * 3 + channel) * crop + row) * crop);
      }
    }
  }
  return values;
}
