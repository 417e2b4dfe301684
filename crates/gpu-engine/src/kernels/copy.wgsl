// Copies maps to their place among the channels of others, where their maker could not write them there.

@group(0) @binding(2) var<storage, read> input: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let index = (group.y * groups.x + group.x) * 64u + local;
    let quad = index % params.out_quads;
    let position = index / params.out_quads;
    if (position >= count() * params.out_height * params.out_width) { return; }
    output[position * params.out_stride + params.out_offset + quad] = input[position * params.in_stride + params.in_offset + quad];
}
