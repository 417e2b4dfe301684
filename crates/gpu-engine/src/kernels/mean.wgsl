// The mean of each channel over the positions: a workgroup takes 16 quads of one image, which lie side by side, with 16
// invocations for the positions of each.

@group(0) @binding(2) var<storage, read> input: array<vec4<f32>>;

var<workgroup> sums: array<vec4<f32>, 256>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let quad = group.x * 16u + local % 16u;
    let first = local / 16u;
    let image = group.y;
    let positions = params.in_height * params.in_width;
    var sum = vec4<f32>(0.0);
    if (quad < params.in_quads && image < count()) {
        for (var position = first; position < positions; position += 16u) {
            sum += input[(image * positions + position) * params.in_stride + params.in_offset + quad];
        }
    }
    sums[local] = sum;
    workgroupBarrier();
    for (var width = 8u; width > 0u; width /= 2u) {
        if (first < width) { sums[local] += sums[local + width * 16u]; }
        workgroupBarrier();
    }
    if (first == 0u && quad < params.in_quads && image < count()) {
        output[image * params.out_stride + params.out_offset + quad] = sums[local] * params.share;
    }
}
