// What all kernels share. Maps lie with the channels of a position side by side, four to a vector ("quad"); a position
// of a buffer has `stride` quads, of which a layer reads or writes those from `offset` on.

struct Params {
    in_height: u32, in_width: u32, in_stride: u32, in_offset: u32,
    out_height: u32, out_width: u32, out_stride: u32, out_offset: u32,
    in_quads: u32, out_quads: u32, kernel_rows: u32, kernel_columns: u32,
    step: u32, before_rows: u32, before_columns: u32, flags: u32,
    shortcut_stride: u32, shortcut_offset: u32, source_height: u32, source_width: u32,
    scale: f32, min: f32, max: f32, share: f32,
}

// How many images, and groups of images, the batch has.
struct Batch { images: u32, groups: u32, unused_a: u32, unused_b: u32 }

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<uniform> batch: Batch;
@group(0) @binding(6) var<storage, read_write> output: array<vec4<f32>>;

const HAS_SHORTCUT = 1u;
const OF_GROUPS = 2u;

// Images or groups, whichever the layer is computed for.
fn count() -> u32 {
    return select(batch.images, batch.groups, (params.flags & OF_GROUPS) != 0u);
}

// Four halves.
fn expanded(packed: vec2<u32>) -> vec4<f32> {
    return vec4<f32>(unpack2x16float(packed.x), unpack2x16float(packed.y));
}
