// A fully connected layer of a vector: a workgroup sums up one quad of one result, its invocations side by side.

@group(0) @binding(2) var<storage, read> input: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> weight: array<vec2<u32>>;
@group(0) @binding(4) var<storage, read> bias: array<vec4<f32>>;

var<workgroup> sums: array<vec4<f32>, 64>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let quad = group.x;
    let row = group.y;
    var sum = vec4<f32>(0.0);
    if (row < count()) {
        for (var k = local; k < params.in_quads; k += 64u) {
            let value = input[row * params.in_stride + params.in_offset + k];
            let at = (quad * params.in_quads + k) * 4u;
            sum += value.x * expanded(weight[at]) + value.y * expanded(weight[at + 1u])
                + value.z * expanded(weight[at + 2u]) + value.w * expanded(weight[at + 3u]);
        }
    }
    sums[local] = sum;
    workgroupBarrier();
    for (var width = 32u; width > 0u; width /= 2u) {
        if (local < width) { sums[local] += sums[local + width]; }
        workgroupBarrier();
    }
    if (local == 0u && row < count()) {
        output[row * params.out_stride + params.out_offset + quad] = sums[0] + bias[quad];
    }
}
