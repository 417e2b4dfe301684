// The maximum of each channel over the images of a group; 0 for a group without images.

@group(0) @binding(2) var<storage, read> input: array<vec4<f32>>;
// Where each group begins, and last the number of all images.
@group(0) @binding(3) var<storage, read> starts: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let index = (group.y * groups.x + group.x) * 64u + local;
    let positions = params.out_height * params.out_width;
    let quad = index % params.out_quads;
    let position = index / params.out_quads % positions;
    let own = index / params.out_quads / positions;
    if (own >= batch.groups) { return; }
    let first = starts[own];
    let end = starts[own + 1u];
    var taken = vec4<f32>(select(-3.4e38, 0.0, first == end));
    for (var image = first; image < end; image++) {
        taken = max(taken, input[(image * positions + position) * params.in_stride + params.in_offset + quad]);
    }
    output[(own * positions + position) * params.out_stride + params.out_offset + quad] = taken;
}
