// What every contender computes: the whole network on one prepared photograph with four crops, from
// pixels in memory to the logits and A-Net's maps back in memory, where the gate is computed.
//
// A contender's `load` gives `run`, and on a GPU the name of the adapter. `run` gives the logits for the picture of the
// self-test; or, where it computes more than the networks, the milliseconds that these took.

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

/**
 * y_A of S and the logits of A: the softmax runs over the positions, each grade on its own, and the product is
 * element-wise. The strides say how far apart two positions, and two grades, lie.
 */
export function gated(scores, attention, count, { positions, ofGrade }) {
  return Array.from({ length: 5 }, (_, grade) => {
    const at = (position) => grade * ofGrade + position * positions;
    let max = -Infinity;
    for (let position = 0; position < count; position += 1) max = Math.max(max, attention[at(position)]);
    let [total, sum] = [0, 0];
    for (let position = 0; position < count; position += 1) {
      const raised = Math.exp(attention[at(position)] - max);
      total += raised;
      sum += raised * scores[at(position)];
    }
    return sum / total;
  });
}

/** What a browser says a GPU is. */
export function nameOf(info) {
  return info ? info.description || [info.vendor, info.architecture].filter(Boolean).join(' ') : '';
}
