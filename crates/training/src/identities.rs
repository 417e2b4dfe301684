//! Identities of parameters, by which optimizers, gradients and files know them.

use burn::module::{ModuleMapper, Param, ParamId};
use burn::tensor::Tensor;

/// Gives the parameters of a module that is mapped the identities that this yields, one after the other.
#[derive(Clone, Debug)]
pub struct Identities<I>(pub I);

impl<I: Iterator<Item = ParamId>> ModuleMapper for Identities<I> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let (_, tensor, mapper) = param.consume();
        let identity = self
            .0
            .next()
            .expect("there is an identity for each parameter");
        Param::from_mapped_value(identity, tensor, mapper)
    }
}
