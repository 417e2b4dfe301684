//! The running average of a module's weights, which generalises better than the weights of any one step
//! (Polyak and Juditsky 1992; as in Tarvainen and Valpola 2017, short at first); and the mean of the weights of several
//! runs that started from the same ones, which often does better than any of them (Wortsman 2022).

use std::any::Any;
use std::collections::VecDeque;

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::Tensor;

/// `average`, moved towards `newest` after `steps` steps. Both are without gradients. What is averaged are the
/// parameters and running statistics; `decay` is the share that is kept in the long run.
pub(crate) fn moved<M: Module>(average: M, newest: &M, decay: f64, steps: usize) -> M {
    // The weights of the beginning are soon forgotten.
    let steps = steps as f64;
    let kept = decay.min((1.0 + steps) / (10.0 + steps));
    towards(average, newest, kept)
}

/// The mean of modules of one shape, of which there must be one at least.
pub(crate) fn mean<M: Module>(modules: impl IntoIterator<Item = M>) -> Option<M> {
    let numbered = (1..).zip(modules);
    numbered.fold(None, |mean, (count, module)| match mean {
        None => Some(module),
        Some(mean) => Some(towards(mean, &module, 1.0 - 1.0 / f64::from(count))),
    })
}

/// `average`, of which the share `kept` stays, the rest taken from `newest`.
fn towards<M: Module>(average: M, newest: &M, kept: f64) -> M {
    let mut tensors = Tensors::default();
    newest.visit(&mut tensors);
    average.map(&mut Moved {
        newest: tensors,
        kept,
    })
}

/// The values of all parameters, in the order in which a module is walked.
#[derive(Default)]
struct Tensors(VecDeque<Box<dyn Any>>);

impl ModuleVisitor for Tensors {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.0.push_back(Box::new(param.val()));
    }
}

struct Moved {
    newest: Tensors,
    kept: f64,
}

impl ModuleMapper for Moved {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let newest = self
            .newest
            .0
            .pop_front()
            .and_then(|tensor| tensor.downcast::<Tensor<D>>().ok());
        let newest = newest.expect("a module and its copy are walked alike");
        let (identity, average, mapper) = param.consume();
        // In this form what does not move stays as it is, to the last digit: frozen weights must.
        let average = average.clone() + (*newest - average) * (1.0 - self.kept);
        Param::from_mapped_value(identity, average, mapper)
    }
}

#[cfg(test)]
mod tests {
    use burn::nn::{Linear, LinearConfig};
    use burn::tensor::Device;

    use super::*;

    fn constant(value: f32, device: &Device) -> Linear {
        let mut layer = LinearConfig::new(2, 3).init(device);
        layer.weight = layer.weight.map(|weight| weight.full_like(value));
        layer.bias = layer
            .bias
            .map(|bias| bias.map(|bias| bias.full_like(value)));
        layer
    }

    fn values(layer: &Linear) -> Vec<f32> {
        let bias = layer.bias.as_ref().expect("it has one").val();
        let values = [layer.weight.val().into_data(), bias.into_data()];
        values.iter().flat_map(|data| data.iter::<f32>()).collect()
    }

    #[test]
    fn the_mean_of_three_counts_each_alike() {
        let device = Device::flex();
        let modules = [1.0, 2.0, 6.0].map(|value| constant(value, &device));
        let mean = values(&mean(modules).expect("there are some"));
        assert!(
            mean.iter().all(|value| (value - 3.0).abs() < 1e-6),
            "{mean:?}"
        );
    }

    /// Fails when a parameter is left out, or early weights stay in the average for as long as late ones.
    #[test]
    fn every_parameter_moves_by_its_share_and_sooner_at_first() {
        let device = Device::flex();
        let (from, to) = (constant(0.0, &device), constant(1.0, &device));
        let late = values(&moved(from.clone(), &to, 0.9, 100_000));
        assert!(
            late.iter().all(|value| (value - 0.1).abs() < 1e-6),
            "{late:?}"
        );
        let early = values(&moved(from, &to, 0.9, 0));
        assert!(
            early.iter().all(|value| (value - 0.9).abs() < 1e-6),
            "{early:?}"
        );
    }
}
