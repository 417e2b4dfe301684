//! Zoom-in-Net (Wang et al., MICCAI 2017): diabetic-retinopathy screening of a fundus photograph.
//!
//! Data flows one way: [`photograph`] → [`preparation`] → [`gradability`] → [`networks`] → [`screening`] → bindings.
//! What computes the networks is a crate of its own, which knows nothing of grades: the engine for the
//! processor, and the one for graphics processors.
//!
//! A screening from a file of the model and a file of a photograph to words (native programs have
//! `zoom-in-net-inference`, which opens a model's folder in one call and chooses the device):
//!
//! ```
//! use std::fs;
//! use zoom_in_net::networks::{CpuNetworks, Heads, NetworkWeights};
//! use zoom_in_net::photograph::decode;
//! use zoom_in_net::screening::finding::Screening;
//! use zoom_in_net::screening::manifest::ModelManifest;
//! use zoom_in_net::screening::screener::Screener;
//! use zoom_in_net::screening::wording;
//! use zoom_in_net::weights::{read_a_net, read_c_net, read_m_net};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let manifest = ModelManifest::from_json(&fs::read_to_string("weights/model.json")?)?;
//! let (architecture, files) = (manifest.architecture, &manifest.networks);
//! let content = |file: &str| fs::read(format!("weights/{file}"));
//! // Each file is held to the SHA-256 that the manifest has of it.
//! let weights = NetworkWeights {
//!     m_net: read_m_net(architecture, &files.m_net, content(&files.m_net.file)?)?,
//!     a_net: read_a_net(architecture, &files.a_net, content(&files.a_net.file)?)?,
//!     c_net: read_c_net(architecture, &files.c_net, content(&files.c_net.file)?)?,
//! };
//! let screener = Screener {
//!     networks: CpuNetworks::new(architecture, &weights)?,
//!     heads: Heads::new(architecture, &weights.m_net)?,
//!     manifest,
//! };
//!
//! // A drawn photograph; a real one is read in the same way.
//! let photograph = decode(&fs::read("www/samples/synthetic-3_left.jpg")?)?;
//! let screened = pollster::block_on(screener.screen(&photograph, false, |_stage| {}))?;
//! match &screened.screening {
//!     Screening::Graded(finding) => {
//!         println!("{:?}, refer: {}", finding.grade, finding.refer);
//!         assert_eq!(screened.crops().len(), finding.regions.len());
//!     }
//!     Screening::Ungradable { reasons } => println!("{}: {}", wording::UNGRADABLE, reasons[0].message),
//! }
//! println!("{}", wording::DISCLAIMER);
//! # Ok(())
//! # }
//! ```

#[cfg(target_arch = "wasm32")]
pub mod bindings;
pub mod gradability;
pub mod grade;
pub mod networks;
pub mod photograph;
pub mod preparation;
pub mod screening;
pub mod weights;
