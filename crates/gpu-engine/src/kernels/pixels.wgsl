// Cuts windows from images of 8-bit RGB, normalises them and lays them out with a fourth channel of 0.

@group(0) @binding(2) var<storage, read> windows: array<vec4<u32>>;
@group(0) @binding(3) var<storage, read> source: array<u32>;

fn byte(at: u32) -> f32 {
    return f32((source[at >> 2u] >> ((at & 3u) * 8u)) & 255u);
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let index = (group.y * groups.x + group.x) * 64u + local;
    let positions = params.out_height * params.out_width;
    let image = index / positions;
    if (image >= batch.images) { return; }
    let position = index % positions;
    // Which image, and the column and row in it.
    let window = windows[image];
    let row = window.z + position / params.out_width;
    let column = window.y + position % params.out_width;
    // Images begin at whole words.
    let image_bytes = (3u * params.source_height * params.source_width + 3u) & ~3u;
    let at = window.x * image_bytes + 3u * (row * params.source_width + column);
    let rgb = vec3<f32>(byte(at), byte(at + 1u), byte(at + 2u));
    // `min` and `max` are mean and scale here.
    output[index * params.out_stride + params.out_offset] = vec4<f32>((rgb - params.min) / params.max, 0.0);
}
