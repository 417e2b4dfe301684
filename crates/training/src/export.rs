//! From a training run to files of weights.

use std::fs;
use std::path::{Path, PathBuf};

use burn::module::{Module, ParamId};
use burn::store::{BurnpackStore, HalfPrecisionAdapter, ModuleSnapshot};
use burn::tensor::Device;
use zoom_in_net::weights::{FileOfWeights, NetworkFiles};

use crate::Cause;
use crate::config::TrainingConfig;
use crate::identities::Identities;
use crate::networks::{Layers, ZoomInNetLayers};
use crate::phases::RESULT;

/// Why networks could not be exported.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}", path.display())]
pub struct ExportError {
    /// The file or folder.
    pub path: PathBuf,
    /// What went wrong.
    pub source: Cause,
}

impl ExportError {
    fn new(path: &Path, source: impl Into<Cause>) -> Self {
        Self {
            path: path.to_owned(),
            source: source.into(),
        }
    }
}

/// Writes the networks of a finished run into the folder `out`, as [`write_networks`] does.
///
/// # Errors
/// [`ExportError`], also where the run is not finished.
pub fn export_run(
    run: &Path,
    config: &TrainingConfig,
    out: &Path,
) -> Result<NetworkFiles, ExportError> {
    let result = run.join(RESULT);
    if !result.exists() {
        let reason = "it is not there: the run is not finished; go on with `zoom-in-net train`";
        return Err(ExportError::new(&result, reason));
    }
    let layers = config.networks(&Device::flex()).try_load_file(&result);
    let layers = layers.map_err(|error| ExportError::new(&result, error))?;
    write_networks(out, layers)
}

/// Writes networks into `folder`, batch norms folded, in half precision: the same files for the same weights.
///
/// # Errors
/// [`ExportError`].
pub fn write_networks(
    folder: &Path,
    networks: ZoomInNetLayers,
) -> Result<NetworkFiles, ExportError> {
    fs::create_dir_all(folder).map_err(|error| ExportError::new(folder, error))?;
    let ZoomInNetLayers {
        m_net,
        a_net,
        c_net,
    } = networks.folded();
    Ok(NetworkFiles {
        m_net: write_network(folder, "m_net.bpk", m_net)?,
        a_net: write_network(folder, "a_net.bpk", a_net)?,
        c_net: write_network(folder, "c_net.bpk", c_net)?,
    })
}

fn write_network(folder: &Path, name: &str, layers: Layers) -> Result<FileOfWeights, ExportError> {
    let path = folder.join(name);
    let mut store = BurnpackStore::from_file(&path)
        .overwrite(true)
        .auto_extension(false)
        .clear_metadata()
        .with_to_adapter(HalfPrecisionAdapter::new());
    // The identities that parameters have are drawn by chance, and would make another file of the same weights
    // each time.
    let numbers = (1..).map(ParamId::from);
    layers
        .map(&mut Identities(numbers))
        .save_into(&mut store)
        .map_err(|error| ExportError::new(&path, error))?;
    let content = fs::read(&path).map_err(|error| ExportError::new(&path, error))?;
    Ok(FileOfWeights::describing(name, &content))
}

#[cfg(test)]
mod tests {
    use zoom_in_net::networks::Architecture;
    use zoom_in_net_inference::Model;

    use crate::networks::ZoomInNet;

    use super::*;

    /// Fails when a file holds more than the weights: an export could not be told to be the same one again.
    #[test]
    fn the_same_weights_make_the_same_files() {
        let folder = tempfile::tempdir().expect("there is room for temporary files");
        let device = Device::flex();
        let write = |name: &str| {
            device.seed(7);
            let networks = ZoomInNet::new(Architecture::Lite).init(&device);
            write_networks(&folder.path().join(name), networks)
                .expect("the folder can be written")
                .fingerprint(" ")
        };
        let once = write("once");
        assert_eq!(once, write("again"));
    }

    /// Fails when a name, the order of the parameters or anything else in a file has changed since the published ones
    /// were written.
    #[test]
    fn the_published_weights_make_the_published_files() {
        let published = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../weights"));
        let model = Model::open(published).expect("the published weights are there");
        let weights = model.weights().expect("they are whole");
        let networks = ZoomInNet::new(model.manifest.architecture);
        let layers = networks.of_weights(&weights, &Device::flex());
        let folder = tempfile::tempdir().expect("there is room for temporary files");
        let files = write_networks(folder.path(), layers.expect("they fit"));
        assert_eq!(
            files.expect("the folder can be written"),
            model.manifest.networks
        );
    }
}
