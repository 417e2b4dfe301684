// One filter of SIDE × SIDE for each channel, at stride STEP: an invocation computes 4 neighbouring positions of a quad,
// which share most of what they see, and all of the filter.

@group(0) @binding(2) var<storage, read> input: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> weight: array<vec2<u32>>;
@group(0) @binding(4) var<storage, read> bias: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> shortcut: array<vec4<f32>>;

const SIDE = {{SIDE}};
const STEP = {{STEP}};
// Columns that four positions see.
const SEEN = 3 * STEP + SIDE;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let index = (group.y * groups.x + group.x) * 64u + local;
    let fours = (params.out_width + 3u) / 4u;
    let quad = index % params.out_quads;
    let four = index / params.out_quads % fours;
    let row_of_all = index / params.out_quads / fours;
    let image = row_of_all / params.out_height;
    if (image >= count()) { return; }
    let y = row_of_all % params.out_height;
    let top = i32(y) * STEP - i32(params.before_rows);
    let left = i32(four) * 4 * STEP - i32(params.before_columns);
    let start = image * params.in_height * params.in_width;
    let none = vec4<f32>(0.0);
    let added = bias[quad];
    var s0 = added; var s1 = added; var s2 = added; var s3 = added;
    for (var row = 0; row < SIDE; row++) {
        let seen_row = top + row;
        if (seen_row < 0 || seen_row >= i32(params.in_height)) { continue; }
        let row_start = start + u32(seen_row) * params.in_width;
        var seen: array<vec4<f32>, SEEN>;
        for (var column = 0; column < SEEN; column++) {
            let x = left + column;
            let is_inside = x >= 0 && x < i32(params.in_width);
            let at = (row_start + u32(clamp(x, 0, i32(params.in_width) - 1))) * params.in_stride + params.in_offset + quad;
            seen[column] = select(none, input[at], is_inside);
        }
        for (var column = 0; column < SIDE; column++) {
            let filter_of_tap = expanded(weight[u32(row * SIDE + column) * params.out_quads + quad]);
            s0 = fma(filter_of_tap, seen[column], s0);
            s1 = fma(filter_of_tap, seen[column + STEP], s1);
            s2 = fma(filter_of_tap, seen[column + 2 * STEP], s2);
            s3 = fma(filter_of_tap, seen[column + 3 * STEP], s3);
        }
    }
    let first = row_of_all * params.out_width + four * 4u;
    let in_row = params.out_width - four * 4u;
    store(first, quad, s0);
    if (in_row > 1u) { store(first + 1u, quad, s1); }
    if (in_row > 2u) { store(first + 2u, quad, s2); }
    if (in_row > 3u) { store(first + 3u, quad, s3); }
}

fn store(position: u32, quad: u32, sum: vec4<f32>) {
    var value = sum * params.scale;
    if ((params.flags & HAS_SHORTCUT) != 0u) {
        value += shortcut[position * params.shortcut_stride + params.shortcut_offset + quad];
    }
    value = clamp(value, vec4<f32>(params.min), vec4<f32>(params.max));
    output[position * params.out_stride + params.out_offset + quad] = value;
}
