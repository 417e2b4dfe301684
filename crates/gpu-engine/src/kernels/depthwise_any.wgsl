// One filter of any size for each channel: an invocation computes one position of a quad. None of the project's networks
// has such a filter.

@group(0) @binding(2) var<storage, read> input: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> weight: array<vec2<u32>>;
@group(0) @binding(4) var<storage, read> bias: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> shortcut: array<vec4<f32>>;

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
    var sum = bias[quad];
    for (var row = 0u; row < params.kernel_rows; row++) {
        for (var column = 0u; column < params.kernel_columns; column++) {
            let seen_row = i32(y * params.step + row) - i32(params.before_rows);
            let seen_column = i32(x * params.step + column) - i32(params.before_columns);
            if (seen_row < 0 || seen_row >= i32(params.in_height) || seen_column < 0 || seen_column >= i32(params.in_width)) { continue; }
            let seen = (image * params.in_height + u32(seen_row)) * params.in_width + u32(seen_column);
            let tap = row * params.kernel_columns + column;
            sum += expanded(weight[tap * params.out_quads + quad]) * input[seen * params.in_stride + params.in_offset + quad];
        }
    }
    var value = sum * params.scale;
    if ((params.flags & HAS_SHORTCUT) != 0u) {
        value += shortcut[position * params.shortcut_stride + params.shortcut_offset + quad];
    }
    value = clamp(value, vec4<f32>(params.min), vec4<f32>(params.max));
    output[position * params.out_stride + params.out_offset + quad] = value;
}
