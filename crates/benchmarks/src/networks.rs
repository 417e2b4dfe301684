//! The networks that are measured, and the files that carry them to the other engine.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors, serialize};
use zoom_in_net::networks::{Architecture, NetworkWeights};
use zoom_in_net_graph::Weights;
use zoom_in_net_inference::Model;
use zoom_in_net_synthetic::random_networks;

/// A seed for weights where no model is given.
const SEED: u64 = 0;

/// A file that says which networks lie beside it.
const ARCHITECTURE: &str = "architecture.json";

/// What is exported.
pub enum Source<'a> {
    /// A trained model's folder.
    Model(&'a Path),
    /// Random weights, which cost the same time.
    Random(Architecture),
}

/// The networks of a source.
pub fn networks(source: &Source<'_>) -> Result<(Architecture, NetworkWeights)> {
    match *source {
        Source::Model(folder) => {
            let model = Model::open(folder)?;
            Ok((model.manifest.architecture, model.weights()?))
        }
        Source::Random(architecture) => Ok((architecture, random_networks(architecture, SEED))),
    }
}

/// Writes which networks they are, and one file per network, tensors by name.
pub fn write(architecture: Architecture, weights: &NetworkWeights, folder: &Path) -> Result<()> {
    let path = folder.join(ARCHITECTURE);
    let text = serde_json::to_string(&architecture)? + "\n";
    fs::write(&path, text).with_context(|| path.display().to_string())?;
    let NetworkWeights {
        m_net,
        a_net,
        c_net,
    } = weights;
    for (name, weights) in [("m_net", m_net), ("a_net", a_net), ("c_net", c_net)] {
        write_tensors(weights, &file(folder, name))?;
    }
    Ok(())
}

/// Which networks [`write`] wrote.
pub fn read_architecture(folder: &Path) -> Result<Architecture> {
    let path = folder.join(ARCHITECTURE);
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    serde_json::from_str(&text).with_context(|| path.display().to_string())
}

/// The networks that [`write`] wrote.
pub fn read(folder: &Path) -> Result<NetworkWeights> {
    let read = |name| read_tensors(&file(folder, name));
    Ok(NetworkWeights {
        m_net: read("m_net")?,
        a_net: read("a_net")?,
        c_net: read("c_net")?,
    })
}

fn file(folder: &Path, name: &str) -> PathBuf {
    folder.join(name).with_extension("safetensors")
}

/// Writes tensors in single precision.
pub fn write_tensors(tensors: &Weights, path: &Path) -> Result<()> {
    let bytes: Vec<(&str, &[usize], Vec<u8>)> = tensors
        .iter()
        .map(|(name, shape, values)| {
            let bytes = values.iter().flat_map(|value| value.to_le_bytes());
            (name, shape, bytes.collect())
        })
        .collect();
    let mut views = HashMap::new();
    for (name, shape, bytes) in &bytes {
        views.insert(*name, TensorView::new(Dtype::F32, shape.to_vec(), bytes)?);
    }
    fs::write(path, serialize(views, None)?).with_context(|| path.display().to_string())
}

fn read_tensors(path: &Path) -> Result<Weights> {
    let content = fs::read(path).with_context(|| path.display().to_string())?;
    let mut weights = Weights::default();
    for (name, view) in SafeTensors::deserialize(&content)?.tensors() {
        if view.dtype() != Dtype::F32 {
            bail!("{}: {name} is not of single precision", path.display());
        }
        let (singles, _) = view.data().as_chunks();
        let values = singles.iter().map(|&four| f32::from_le_bytes(four));
        weights.insert(name, view.shape(), values.collect());
    }
    Ok(weights)
}
