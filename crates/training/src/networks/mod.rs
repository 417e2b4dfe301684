//! The networks with gradients: Burn's layers, made from the descriptions of the networks.
//!
//! What is learned and how it is computed are two things. [`Layers`] hold the parameters, as Burn's optimizers and
//! files know them; [`MNet`], [`ANet`], [`CNet`] and [`ZoomInNet`] hold the graphs, and compute them with layers that
//! they are given. What a phase does not train is computed by a [`FrozenFront`], without gradients.

mod a_net;
mod c_net;
mod compute;
mod conv_norm;
mod front;
mod gate;
mod gradients;
mod images;
mod layers;
mod m_net;
mod module;
mod reference;
mod zoom_in_net;

pub use a_net::ANet;
pub use c_net::CNet;
pub use compute::{Given, compute};
pub use front::FrozenFront;
pub use gate::{ANetOutput, beyond_field, gate};
pub use layers::Layers;
pub use m_net::{MNet, MNetOutput};
pub use reference::BurnNetworks;
pub use zoom_in_net::{ZoomInNet, ZoomInNetLayers, ZoomInNetOutput};
