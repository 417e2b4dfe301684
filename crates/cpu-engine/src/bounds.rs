//! Activations, all of which are a minimum and a maximum.

use pulp::Simd;
use zoom_in_net_graph::Activation;

/// Minimum and maximum that an activation lets through.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    min: f32,
    max: f32,
}

impl Bounds {
    /// Those of an activation.
    pub fn of(activation: Activation) -> Self {
        let [min, max] = activation.bounds();
        Self { min, max }
    }

    /// The activation of a vector.
    #[inline(always)]
    pub fn apply<S: Simd>(self, simd: S, values: S::f32s) -> S::f32s {
        let values = simd.max_f32s(values, simd.splat_f32s(self.min));
        simd.min_f32s(values, simd.splat_f32s(self.max))
    }
}
