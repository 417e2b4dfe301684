//! Parameters by name.

use std::collections::BTreeMap;

/// A tensor that a network needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// As in files of weights.
    pub name: String,
    /// Its dimensions.
    pub shape: Vec<usize>,
}

/// Tensors by name, batch norms folded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weights {
    tensors: BTreeMap<String, Tensor>,
}

#[derive(Clone, Debug, PartialEq)]
struct Tensor {
    shape: Vec<usize>,
    values: Vec<f32>,
}

/// Why weights are not those of a network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnfitWeights {
    /// A tensor is not there.
    #[error("it has no {0}")]
    Missing(String),
    /// A tensor has another shape.
    #[error("{name} has the shape {found:?}, not {expected:?}")]
    OtherShape {
        /// The tensor.
        name: String,
        /// What the network needs.
        expected: Vec<usize>,
        /// What there is.
        found: Vec<usize>,
    },
}

impl Weights {
    /// Adds a tensor.
    ///
    /// # Panics
    /// Where the values do not fill the shape.
    pub fn insert(&mut self, name: impl Into<String>, shape: &[usize], values: Vec<f32>) {
        let name = name.into();
        let expected: usize = shape.iter().product();
        assert_eq!(values.len(), expected, "{name} of shape {shape:?}");
        let shape = shape.to_vec();
        self.tensors.insert(name, Tensor { shape, values });
    }

    /// The values of a parameter, the last dimension varying fastest.
    ///
    /// # Errors
    /// [`UnfitWeights`].
    pub fn get(&self, parameter: &Parameter) -> Result<&[f32], UnfitWeights> {
        let Parameter { name, shape } = parameter;
        let tensor = self.tensors.get(name);
        let tensor = tensor.ok_or_else(|| UnfitWeights::Missing(name.clone()))?;
        if tensor.shape == *shape {
            return Ok(&tensor.values);
        }
        Err(UnfitWeights::OtherShape {
            name: name.clone(),
            expected: shape.clone(),
            found: tensor.shape.clone(),
        })
    }

    /// All tensors by name, with shape and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[usize], &[f32])> {
        let tensors = self.tensors.iter();
        tensors.map(|(name, tensor)| (name.as_str(), &tensor.shape[..], &tensor.values[..]))
    }
}
