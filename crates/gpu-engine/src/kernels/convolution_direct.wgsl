// The same convolution without workgroup memory and barriers, which software adapters emulate at great cost: every
// invocation computes 4 positions by 4·QUADS channels from the buffers themselves.

@group(0) @binding(2) var<storage, read> input: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> weight: array<vec2<u32>>;
@group(0) @binding(4) var<storage, read> bias: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> shortcut: array<vec4<f32>>;

const IS_POINTWISE = {{IS_POINTWISE}};

@compute @workgroup_size(8, 8)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>) {
    let positions = params.out_height * params.out_width;
    let rows = count() * positions;
    let first_row = (group.x * 8u + local.x) * 4u;
    let quad = group.y * 8u + local.y;
    if (first_row >= rows || quad >= params.out_quads) { return; }
    let patch_quads = params.kernel_rows * params.kernel_columns * params.in_quads;
    let filter_start = quad * patch_quads * 4u;
    // Rows beyond the last are computed as if they were it, and not written.
    let last = rows - 1u;
    var s0 = vec4<f32>(0.0); var s1 = s0; var s2 = s0; var s3 = s0;
    if (IS_POINTWISE) {
        let r0 = first_row * params.in_stride + params.in_offset;
        let r1 = min(first_row + 1u, last) * params.in_stride + params.in_offset;
        let r2 = min(first_row + 2u, last) * params.in_stride + params.in_offset;
        let r3 = min(first_row + 3u, last) * params.in_stride + params.in_offset;
        for (var k = 0u; k < params.in_quads; k++) {
            let at = filter_start + 4u * k;
            let f0 = expanded(weight[at]);
            let f1 = expanded(weight[at + 1u]);
            let f2 = expanded(weight[at + 2u]);
            let f3 = expanded(weight[at + 3u]);
            let p0 = input[r0 + k];
            s0 += p0.x * f0 + p0.y * f1 + p0.z * f2 + p0.w * f3;
            let p1 = input[r1 + k];
            s1 += p1.x * f0 + p1.y * f1 + p1.z * f2 + p1.w * f3;
            let p2 = input[r2 + k];
            s2 += p2.x * f0 + p2.y * f1 + p2.z * f2 + p2.w * f3;
            let p3 = input[r3 + k];
            s3 += p3.x * f0 + p3.y * f1 + p3.z * f2 + p3.w * f3;
        }
    } else {
        var starts: array<u32, 4>;
        var tops: array<i32, 4>;
        var lefts: array<i32, 4>;
        for (var index = 0u; index < 4u; index++) {
            let row = min(first_row + index, last);
            let position = row % positions;
            starts[index] = row / positions * params.in_height * params.in_width * params.in_stride + params.in_offset;
            tops[index] = i32(position / params.out_width * params.step) - i32(params.before_rows);
            lefts[index] = i32(position % params.out_width * params.step) - i32(params.before_columns);
        }
        var at = filter_start;
        for (var row = 0; row < i32(params.kernel_rows); row++) {
            for (var column = 0; column < i32(params.kernel_columns); column++) {
                var seen: array<u32, 4>;
                var inside: array<f32, 4>;
                for (var index = 0u; index < 4u; index++) {
                    let y = tops[index] + row;
                    let x = lefts[index] + column;
                    let is_inside = y >= 0 && y < i32(params.in_height) && x >= 0 && x < i32(params.in_width);
                    inside[index] = select(0.0, 1.0, is_inside);
                    seen[index] = starts[index] + select(0u, (u32(y) * params.in_width + u32(x)) * params.in_stride, is_inside);
                }
                for (var k = 0u; k < params.in_quads; k++) {
                    let f0 = expanded(weight[at]);
                    let f1 = expanded(weight[at + 1u]);
                    let f2 = expanded(weight[at + 2u]);
                    let f3 = expanded(weight[at + 3u]);
                    at += 4u;
                    let p0 = input[seen[0] + k] * inside[0];
                    s0 += p0.x * f0 + p0.y * f1 + p0.z * f2 + p0.w * f3;
                    let p1 = input[seen[1] + k] * inside[1];
                    s1 += p1.x * f0 + p1.y * f1 + p1.z * f2 + p1.w * f3;
                    let p2 = input[seen[2] + k] * inside[2];
                    s2 += p2.x * f0 + p2.y * f1 + p2.z * f2 + p2.w * f3;
                    let p3 = input[seen[3] + k] * inside[3];
                    s3 += p3.x * f0 + p3.y * f1 + p3.z * f2 + p3.w * f3;
                }
            }
        }
    }
    let added = bias[quad];
    store(first_row, quad, s0 + added);
    if (first_row + 1u < rows) { store(first_row + 1u, quad, s1 + added); }
    if (first_row + 2u < rows) { store(first_row + 2u, quad, s2 + added); }
    if (first_row + 3u < rows) { store(first_row + 3u, quad, s3 + added); }
}

fn store(row: u32, quad: u32, sum: vec4<f32>) {
    var value = sum * params.scale;
    if ((params.flags & HAS_SHORTCUT) != 0u) {
        value += shortcut[row * params.shortcut_stride + params.shortcut_offset + quad];
    }
    value = clamp(value, vec4<f32>(params.min), vec4<f32>(params.max));
    output[row * params.out_stride + params.out_offset + quad] = value;
}
