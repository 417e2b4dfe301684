//! Random weights, for tests and measurements that need a network but not what one has learned.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use zoom_in_net::networks::description::{a_net, c_net, m_net, oedema_head, pair_head};
use zoom_in_net::networks::{Architecture, NetworkWeights};
use zoom_in_net_graph::{Graph, Weights};

/// Weights of all three networks; the same seed gives the same ones.
pub fn random_networks(architecture: Architecture, seed: u64) -> NetworkWeights {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    NetworkWeights {
        m_net: weights(
            &[
                m_net(architecture),
                pair_head(architecture),
                oedema_head(architecture),
            ],
            &mut random,
        ),
        a_net: weights(&[a_net(architecture)], &mut random),
        c_net: weights(&[c_net(architecture)], &mut random),
    }
}

/// Uniform values, of a width that keeps the size of what passes through a layer (He et al. 2015).
fn weights(graphs: &[Graph], random: &mut ChaCha8Rng) -> Weights {
    let mut weights = Weights::default();
    for parameter in graphs.iter().flat_map(Graph::parameters) {
        let inputs: usize = match &parameter.shape[..] {
            [_, filter @ ..] if filter.len() == 3 => filter.iter().product(),
            [inputs, _] => *inputs,
            // A bias.
            _ => 600,
        };
        let width = (6.0 / inputs as f32).sqrt();
        let count = parameter.shape.iter().product();
        let values = (0..count).map(|_| random.random_range(-width..width));
        weights.insert(parameter.name, &parameter.shape, values.collect());
    }
    weights
}
