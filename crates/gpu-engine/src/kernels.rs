//! The kernels, and how a layer tells them its shape.

use std::borrow::Cow;

/// A program for the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kernel {
    /// Windows of images, normalised.
    Pixels,
    /// A convolution over all channels by tiles in workgroup memory.
    Convolution { tile: Tile, is_pointwise: bool },
    /// A convolution over all channels without workgroup memory.
    ConvolutionDirect { is_pointwise: bool },
    /// One square filter for each channel, of a size and stride that the kernel knows.
    Depthwise { side: usize, stride: usize },
    /// One filter of any size for each channel.
    DepthwiseAny,
    /// Maxima or means of windows.
    Pool,
    /// The mean over all positions.
    Mean,
    /// The maximum over the images of a group.
    GroupMax,
    /// A fully connected layer.
    Linear,
    /// Maps to their place among others.
    Copy,
}

/// What a workgroup of a convolution computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tile {
    /// Positions.
    pub rows: usize,
    /// Channels, in quads.
    pub quads: usize,
    /// Quads of a patch that are brought into workgroup memory at once.
    pub step: usize,
}

impl Tile {
    /// All that are built, from the one that moves the fewest bytes for what it computes to the one that keeps the
    /// smallest layers on the most cores.
    pub const ALL: [Self; 4] = [
        Self::new(64, 16, 4),
        Self::new(64, 4, 4),
        Self::new(32, 8, 8),
        Self::new(16, 8, 8),
    ];

    const fn new(rows: usize, quads: usize, step: usize) -> Self {
        Self { rows, quads, step }
    }

    fn threads(self) -> usize {
        self.rows / 4 * self.quads
    }
}

impl Kernel {
    /// Side and stride of the depthwise filters that have a kernel of their own.
    pub const DEPTHWISE: [[usize; 2]; 4] = [[3, 1], [3, 2], [5, 1], [5, 2]];

    /// What every device compiles when it is opened: with tiles, or without where it has none to speak of.
    pub fn usual(with_tiles: bool) -> Vec<Self> {
        let mut kernels = vec![
            Self::Pixels,
            Self::Mean,
            Self::GroupMax,
            Self::Linear,
            Self::Copy,
        ];
        for is_pointwise in [true, false] {
            if with_tiles {
                let tiles = Tile::ALL.into_iter();
                kernels.extend(tiles.map(|tile| Self::Convolution { tile, is_pointwise }));
            } else {
                kernels.push(Self::ConvolutionDirect { is_pointwise });
            }
        }
        let depthwise = Self::DEPTHWISE.into_iter();
        kernels.extend(depthwise.map(|[side, stride]| Self::Depthwise { side, stride }));
        kernels
    }

    /// For people.
    pub fn name(self) -> String {
        let of = |is_pointwise| if is_pointwise { "1×1" } else { "k×k" };
        match self {
            Self::Convolution { tile, is_pointwise } => {
                format!(
                    "convolution {}, tile {}×{}",
                    of(is_pointwise),
                    tile.rows,
                    4 * tile.quads
                )
            }
            Self::ConvolutionDirect { is_pointwise } => {
                format!("convolution {}, direct", of(is_pointwise))
            }
            Self::Depthwise { side, stride } => format!("depthwise {side}×{side} /{stride}"),
            Self::DepthwiseAny => "depthwise, any".to_owned(),
            Self::Pixels => "pixels".to_owned(),
            Self::Pool => "pool".to_owned(),
            Self::Mean => "mean".to_owned(),
            Self::GroupMax => "group max".to_owned(),
            Self::Linear => "linear".to_owned(),
            Self::Copy => "copy".to_owned(),
        }
    }

    /// The program.
    pub fn source(self) -> Cow<'static, str> {
        let own = match self {
            Self::Pixels => include_str!("kernels/pixels.wgsl"),
            Self::Convolution { .. } => include_str!("kernels/convolution.wgsl"),
            Self::ConvolutionDirect { .. } => include_str!("kernels/convolution_direct.wgsl"),
            Self::Depthwise { .. } => include_str!("kernels/depthwise.wgsl"),
            Self::DepthwiseAny => include_str!("kernels/depthwise_any.wgsl"),
            Self::Pool => include_str!("kernels/pool.wgsl"),
            Self::Mean => include_str!("kernels/mean.wgsl"),
            Self::GroupMax => include_str!("kernels/group_max.wgsl"),
            Self::Linear => include_str!("kernels/linear.wgsl"),
            Self::Copy => include_str!("kernels/copy.wgsl"),
        };
        let mut source = [include_str!("kernels/common.wgsl"), own].concat();
        for (name, value) in self.constants() {
            source = source.replace(&["{{", name, "}}"].concat(), &value);
        }
        source.into()
    }

    fn constants(self) -> Vec<(&'static str, String)> {
        match self {
            Self::Convolution { tile, is_pointwise } => {
                let Tile { rows, quads, step } = tile;
                vec![
                    ("TILE_ROWS", rows.to_string()),
                    ("TILE_QUADS", quads.to_string()),
                    ("STEP_QUADS", step.to_string()),
                    ("IS_POINTWISE", is_pointwise.to_string()),
                    ("PATCHES", (rows * step).to_string()),
                    ("FILTERS", (4 * step * quads).to_string()),
                    ("THREADS", tile.threads().to_string()),
                ]
            }
            Self::ConvolutionDirect { is_pointwise } => {
                vec![("IS_POINTWISE", is_pointwise.to_string())]
            }
            Self::Depthwise { side, stride } => {
                vec![("SIDE", side.to_string()), ("STEP", stride.to_string())]
            }
            _ => Vec::new(),
        }
    }
}

/// A layer's shape, as all kernels read it: `Params` of `kernels/common.wgsl`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Params {
    pub in_height: usize,
    pub in_width: usize,
    pub in_stride: usize,
    pub in_offset: usize,
    pub out_height: usize,
    pub out_width: usize,
    pub out_stride: usize,
    pub out_offset: usize,
    pub in_quads: usize,
    pub out_quads: usize,
    pub kernel: [usize; 2],
    pub step: usize,
    pub before: [usize; 2],
    pub flags: u32,
    pub shortcut_stride: usize,
    pub shortcut_offset: usize,
    pub source: [usize; 2],
    pub scale: f32,
    pub min: f32,
    pub max: f32,
    pub share: f32,
}

impl Params {
    pub const HAS_SHORTCUT: u32 = 1;
    pub const OF_GROUPS: u32 = 2;
    pub const IS_MAX: u32 = 4;
    pub const COUNTS_PADDING: u32 = 8;
    /// Bytes on the device.
    pub const BYTES: u64 = 4 * 24;

    /// In the order of the kernels.
    pub fn words(&self) -> [u32; 24] {
        let whole = |value: usize| value as u32;
        [
            whole(self.in_height),
            whole(self.in_width),
            whole(self.in_stride),
            whole(self.in_offset),
            whole(self.out_height),
            whole(self.out_width),
            whole(self.out_stride),
            whole(self.out_offset),
            whole(self.in_quads),
            whole(self.out_quads),
            whole(self.kernel[0]),
            whole(self.kernel[1]),
            whole(self.step),
            whole(self.before[0]),
            whole(self.before[1]),
            self.flags,
            whole(self.shortcut_stride),
            whole(self.shortcut_offset),
            whole(self.source[0]),
            whole(self.source[1]),
            self.scale.to_bits(),
            self.min.to_bits(),
            self.max.to_bits(),
            self.share.to_bits(),
        ]
    }
}
