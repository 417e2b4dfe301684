// The maximum or the mean of windows: an invocation computes one position of a quad.

@group(0) @binding(2) var<storage, read> input: array<vec4<f32>>;

const IS_MAX = 4u;
const COUNTS_PADDING = 8u;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let index = (group.y * groups.x + group.x) * 64u + local;
    let quad = index % params.out_quads;
    let position = index / params.out_quads;
    let positions = params.out_height * params.out_width;
    let image = position / positions;
    if (image >= count()) { return; }
    let y = position % positions / params.out_width;
    let x = position % params.out_width;
    let is_max = (params.flags & IS_MAX) != 0u;
    var taken = vec4<f32>(select(0.0, -3.4e38, is_max));
    var values = 0.0;
    for (var row = 0u; row < params.kernel_rows; row++) {
        for (var column = 0u; column < params.kernel_columns; column++) {
            let seen_row = i32(y * params.step + row) - i32(params.before_rows);
            let seen_column = i32(x * params.step + column) - i32(params.before_columns);
            if (seen_row < 0 || seen_row >= i32(params.in_height) || seen_column < 0 || seen_column >= i32(params.in_width)) { continue; }
            let seen = (image * params.in_height + u32(seen_row)) * params.in_width + u32(seen_column);
            let value = input[seen * params.in_stride + params.in_offset + quad];
            taken = select(taken + value, max(taken, value), is_max);
            values += 1.0;
        }
    }
    if ((params.flags & COUNTS_PADDING) != 0u) { values = f32(params.kernel_rows * params.kernel_columns); }
    if (!is_max) { taken /= values; }
    output[position * params.out_stride + params.out_offset + quad] = taken;
}
