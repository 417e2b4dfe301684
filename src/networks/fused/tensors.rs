//! A file of weights as it is stored: tensors by the names of the fields, batch norms folded.

use burn::tensor::{Bytes, TensorData};
use burn_pack::Reader;

use super::dense::Dense;
use super::maps::Bounds;
use crate::networks::layers::{Activation, FoldedConvolution};

/// The tensors of one network.
pub struct Tensors {
    tensors: Vec<burn_pack::Tensor>,
}

impl Tensors {
    /// Of the content of a file.
    pub fn in_pack(content: Vec<u8>) -> Result<Self, String> {
        let reader = Reader::from_bytes(Bytes::from_bytes_vec(content));
        let tensors = reader.and_then(Reader::into_tensors);
        Ok(Self {
            tensors: tensors.map_err(|error| error.to_string())?,
        })
    }

    /// Whether a field has tensors.
    pub fn has(&self, field: &str) -> bool {
        let name = format!("{field}.weight");
        self.tensors.iter().any(|tensor| tensor.name == name)
    }

    /// A convolution of `channels`, read and written; a depthwise one has 1 for each group.
    pub fn convolution(
        &self,
        field: &str,
        channels: [usize; 2],
        kernel: usize,
        stride: usize,
        activation: Activation,
    ) -> Result<FoldedConvolution, String> {
        let [inputs, outputs] = channels;
        Ok(FoldedConvolution {
            weight: self.values(
                &format!("{field}.weight"),
                &[outputs, inputs, kernel, kernel],
            )?,
            bias: self.values(&format!("{field}.bias"), &[outputs])?,
            kernel,
            stride,
            activation,
        })
    }

    /// A linear layer of as many inputs and outputs.
    pub fn linear(&self, field: &str, [inputs, outputs]: [usize; 2]) -> Result<Dense, String> {
        let weight = self.values(&format!("{field}.weight"), &[inputs, outputs])?;
        let bias = self.values(&format!("{field}.bias"), &[outputs])?;
        let by_output: Vec<f32> = (0..weight.len())
            .map(|at| weight[at % inputs * outputs + at / inputs])
            .collect();
        let bounds = Bounds::of(Activation::Identity);
        Ok(Dense::new(&by_output, &bias, bounds))
    }

    fn values(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, String> {
        let tensor = self.tensors.iter().find(|tensor| tensor.name == name);
        let tensor = tensor.ok_or_else(|| format!("it has no {name}"))?;
        if &tensor.shape[..] != shape {
            let found = &tensor.shape[..];
            return Err(format!("{name} has the shape {found:?}, not {shape:?}"));
        }
        let bytes = tensor.to_bytes().map_err(|error| error.to_string())?;
        let data = TensorData::from_bytes(bytes, tensor.shape.clone(), tensor.dtype);
        Ok(data.iter::<f32>().collect())
    }
}
