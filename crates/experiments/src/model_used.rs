//! Which model an experiment was made with.

use std::collections::BTreeMap;

use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use zoom_in_net::networks::regions::RegionSettings;
use zoom_in_net::preparation::geometry::Sizes;
use zoom_in_net::screening::manifest::ModelManifest;

/// A model, as far as figures depend on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelUsed {
    /// The model's name.
    pub model: String,
    /// The model's version.
    pub model_version: String,
    /// SHA-256 of each file of weights.
    pub weights: BTreeMap<String, String>,
    /// Sides of the prepared images.
    pub sizes: Sizes,
    /// How the model searches for regions.
    pub regions: RegionSettings,
    /// The settings that the model was trained with.
    pub training: serde_json::Value,
}

impl From<&ModelManifest> for ModelUsed {
    fn from(manifest: &ModelManifest) -> Self {
        Self {
            model: manifest.name.clone(),
            model_version: manifest.version.clone(),
            weights: manifest.networks.sha256_by_file(),
            sizes: manifest.sizes,
            regions: manifest.regions,
            training: manifest.training.clone(),
        }
    }
}

impl ModelUsed {
    /// Name, version and hashes for a page.
    pub(crate) fn markup(&self) -> Markup {
        html! {
            p { "Model " (self.model) ", version " code { (self.model_version) } ". Weights (SHA-256):" }
            ul { @for (file, sha256) in &self.weights { li { (file) ": " code { (sha256) } } } }
        }
    }
}
