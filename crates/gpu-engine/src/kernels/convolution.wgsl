// A convolution over all channels as a matrix product of patches and filters: a workgroup computes TILE_ROWS positions by
// 4·TILE_QUADS channels. It brings STEP_QUADS quads of each position's patch, and the filters for them, into its own
// memory, and every invocation multiplies 4 positions by 4 channels of that in registers. Bias, shortcut and activation
// are applied while the sums are still there.

@group(0) @binding(2) var<storage, read> input: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> weight: array<vec2<u32>>;
@group(0) @binding(4) var<storage, read> bias: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> shortcut: array<vec4<f32>>;

const TILE_ROWS = {{TILE_ROWS}}u;
const TILE_QUADS = {{TILE_QUADS}}u;
const STEP_QUADS = {{STEP_QUADS}}u;
const IS_POINTWISE = {{IS_POINTWISE}};
const THREADS = TILE_ROWS / 4u * TILE_QUADS;
// Quads of patches, and of filters, that one invocation brings in for each step.
const LOADS_OF_PATCHES = TILE_ROWS * STEP_QUADS / THREADS;
const LOADS_OF_FILTERS = 4u * STEP_QUADS * TILE_QUADS / THREADS;

var<workgroup> patches: array<vec4<f32>, {{PATCHES}}>;
var<workgroup> filters: array<vec4<f32>, {{FILTERS}}>;

@compute @workgroup_size({{THREADS}})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let positions = params.out_height * params.out_width;
    let rows = count() * positions;
    let first_row = group.x * TILE_ROWS;
    let first_quad = group.y * TILE_QUADS;
    let patch_quads = params.kernel_rows * params.kernel_columns * params.in_quads;

    // Where the patches that this invocation brings in begin; the same in every step.
    var starts: array<u32, LOADS_OF_PATCHES>;
    var tops: array<i32, LOADS_OF_PATCHES>;
    var lefts: array<i32, LOADS_OF_PATCHES>;
    var is_row: array<bool, LOADS_OF_PATCHES>;
    for (var load = 0u; load < LOADS_OF_PATCHES; load++) {
        let row = first_row + (local + load * THREADS) / STEP_QUADS;
        is_row[load] = row < rows;
        if (IS_POINTWISE) {
            starts[load] = row * params.in_stride + params.in_offset;
        } else {
            let image = row / positions;
            let position = row % positions;
            starts[load] = image * params.in_height * params.in_width * params.in_stride + params.in_offset;
            tops[load] = i32(position / params.out_width * params.step) - i32(params.before_rows);
            lefts[load] = i32(position % params.out_width * params.step) - i32(params.before_columns);
        }
    }

    let own_quad = local % TILE_QUADS;
    let own_rows = local / TILE_QUADS * 4u;
    var sums: array<vec4<f32>, 4>;

    for (var first = 0u; first < patch_quads; first += STEP_QUADS) {
        for (var load = 0u; load < LOADS_OF_PATCHES; load++) {
            let at = local + load * THREADS;
            let quad = first + at % STEP_QUADS;
            var value = vec4<f32>(0.0);
            if (is_row[load] && quad < patch_quads) {
                if (IS_POINTWISE) {
                    value = input[starts[load] + quad];
                } else {
                    let tap = quad / params.in_quads;
                    let y = tops[load] + i32(tap / params.kernel_columns);
                    let x = lefts[load] + i32(tap % params.kernel_columns);
                    if (y >= 0 && y < i32(params.in_height) && x >= 0 && x < i32(params.in_width)) {
                        let seen = u32(y) * params.in_width + u32(x);
                        value = input[starts[load] + seen * params.in_stride + quad % params.in_quads];
                    }
                }
            }
            patches[at] = value;
        }
        for (var load = 0u; load < LOADS_OF_FILTERS; load++) {
            let at = local + load * THREADS;
            let column = at / (4u * STEP_QUADS);
            let within = at % (4u * STEP_QUADS);
            let quad = first_quad + column;
            var value = vec4<f32>(0.0);
            if (quad < params.out_quads && first * 4u + within < patch_quads * 4u) {
                value = expanded(weight[(quad * patch_quads + first) * 4u + within]);
            }
            filters[within * TILE_QUADS + column] = value;
        }
        workgroupBarrier();
        for (var quad = 0u; quad < STEP_QUADS; quad++) {
            let f0 = filters[(4u * quad) * TILE_QUADS + own_quad];
            let f1 = filters[(4u * quad + 1u) * TILE_QUADS + own_quad];
            let f2 = filters[(4u * quad + 2u) * TILE_QUADS + own_quad];
            let f3 = filters[(4u * quad + 3u) * TILE_QUADS + own_quad];
            for (var row = 0u; row < 4u; row++) {
                let seen = patches[(own_rows + row) * STEP_QUADS + quad];
                sums[row] = fma(vec4<f32>(seen.x), f0, sums[row]);
                sums[row] = fma(vec4<f32>(seen.y), f1, sums[row]);
                sums[row] = fma(vec4<f32>(seen.z), f2, sums[row]);
                sums[row] = fma(vec4<f32>(seen.w), f3, sums[row]);
            }
        }
        workgroupBarrier();
    }

    let quad = first_quad + own_quad;
    if (quad >= params.out_quads) { return; }
    let added = bias[quad];
    for (var index = 0u; index < 4u; index++) {
        let row = first_row + own_rows + index;
        if (row < rows) { store(row, quad, sums[index] + added); }
    }
}

fn store(row: u32, quad: u32, sum: vec4<f32>) {
    var value = sum * params.scale;
    if ((params.flags & HAS_SHORTCUT) != 0u) {
        value += shortcut[row * params.shortcut_stride + params.shortcut_offset + quad];
    }
    value = clamp(value, vec4<f32>(params.min), vec4<f32>(params.max));
    output[row * params.out_stride + params.out_offset + quad] = value;
}
