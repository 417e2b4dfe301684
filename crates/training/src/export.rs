//! From a training run to files of weights.

use std::fs;
use std::iter;
use std::path::{Path, PathBuf};

use burn::module::{Module, ParamId};
use burn::store::{BurnpackStore, HalfPrecisionAdapter, ModuleSnapshot};
use burn::tensor::Device;
use zoom_in_net::weights::{FileOfWeights, NetworkFiles};

use crate::Cause;
use crate::average::mean;
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

/// A training run, and the settings that it has.
#[derive(Clone, Copy, Debug)]
pub struct RunResult<'a> {
    /// The folder of the run.
    pub run: &'a Path,
    /// Its settings.
    pub config: &'a TrainingConfig,
}

/// Writes the networks of a finished run into the folder `out`, as [`write_networks`] does.
///
/// With `others`, runs that went on from the same weights, M-Net and C-Net are the mean of all of them. A-Net is this run's: it
/// starts from random weights in each, so that a mean of several would mean nothing.
///
/// # Errors
/// [`ExportError`], also where a run is not finished or has networks of other shapes.
pub fn export_run(
    run: RunResult<'_>,
    others: &[RunResult<'_>],
    out: &Path,
) -> Result<NetworkFiles, ExportError> {
    let own = result_of(run)?;
    let others: Vec<ZoomInNetLayers> = others
        .iter()
        .map(
            |&other| match other.config.architecture == run.config.architecture {
                true => result_of(other),
                false => Err(ExportError::new(
                    other.run,
                    "its networks have another architecture",
                )),
            },
        )
        .collect::<Result<_, _>>()?;
    write_networks(out, joined(own, &others))
}

/// M-Net and C-Net of all, A-Net of `own`.
fn joined(own: ZoomInNetLayers, others: &[ZoomInNetLayers]) -> ZoomInNetLayers {
    let mean_of = |of: fn(&ZoomInNetLayers) -> &Layers| {
        let all = iter::once(&own).chain(others);
        mean(all.map(|layers| of(layers).clone())).expect("there is one at least")
    };
    ZoomInNetLayers {
        m_net: mean_of(|layers| &layers.m_net),
        c_net: mean_of(|layers| &layers.c_net),
        a_net: own.a_net,
    }
}

/// What a run has trained, batch norms folded.
fn result_of(RunResult { run, config }: RunResult<'_>) -> Result<ZoomInNetLayers, ExportError> {
    let result = run.join(RESULT);
    if !result.exists() {
        let reason = "it is not there: the run is not finished; go on with `zoom-in-net train`";
        return Err(ExportError::new(&result, reason));
    }
    let layers = config.networks(&Device::flex()).try_load_file(&result);
    let layers: ZoomInNetLayers = layers.map_err(|error| ExportError::new(&result, error))?;
    Ok(layers.folded())
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
    use zoom_in_net_graph::Weights;
    use zoom_in_net_inference::Model;

    use crate::networks::ZoomInNet;
    use crate::phases::Sampled;

    use super::*;

    /// Random networks, other ones each time.
    fn networks() -> ZoomInNetLayers {
        let networks = ZoomInNet::new(Architecture::Lite).init(&Device::flex());
        networks.visit(&mut Sampled);
        networks.folded()
    }

    /// Fails when a file holds more than the weights: an export could not be told to be the same one again.
    #[test]
    fn the_same_weights_make_the_same_files() {
        let folder = tempfile::tempdir().expect("there is room for temporary files");
        let write = |name: &str, networks| {
            write_networks(&folder.path().join(name), networks)
                .expect("the folder can be written")
                .fingerprint(" ")
        };
        let networks = networks();
        let mut others = Identities(iter::repeat_with(ParamId::new));
        let with_other_identities = networks.clone().map(&mut others);
        assert_eq!(
            write("once", networks),
            write("again", with_other_identities)
        );
    }

    /// Fails when one of several runs is left out of the mean, or A-Net is averaged with one that it has nothing in common
    /// with.
    #[test]
    fn of_several_runs_m_net_and_c_net_are_the_mean() {
        let [one, other] = [(); 2].map(|()| networks());
        let joined = joined(one.clone(), std::slice::from_ref(&other)).weights();
        let [one, other] = [one.weights(), other.weights()];
        let is_half_way = |joined: &Weights, one: &Weights, other: &Weights| {
            let values = |weights: &Weights| -> Vec<f32> {
                let values = weights.iter().flat_map(|(_, _, values)| values);
                values.copied().collect()
            };
            let mut all = values(joined)
                .into_iter()
                .zip(values(one))
                .zip(values(other));
            all.all(|((joined, one), other)| (joined - (one + other) / 2.0).abs() < 1e-6)
        };
        assert!(is_half_way(&joined.m_net, &one.m_net, &other.m_net));
        assert!(is_half_way(&joined.c_net, &one.c_net, &other.c_net));
        assert_ne!(one.a_net, other.a_net);
        assert_eq!(joined.a_net, one.a_net);
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
