//! What the networks are: their layers, as data. Nothing else in this project walks their topology.

mod efficientnet_lite;
mod inception;
mod inception_resnet_v2;
mod inception_v3;

use zoom_in_net_graph::{Activation, Convolution, Count, Graph, Linear, Value};

use super::architecture::Architecture;
use crate::grade::GRADES;

/// M-Net (paper, section 2.1): `image` → `maps`, M; `attended_maps`, which A-Net reads; `features`, d_M; `logits`, y_M by
/// the head of one eye.
///
/// The lite trunk ends before its ImageNet head, which M's own 1×1 convolution takes the place of. The paper's A-Net reads M.
/// That of lite reads the last maps of the trunk at stride 16: what made M at stride 32 is a whole quarter of the field, and
/// so smooth that what A-Net learned from grades pointed beside the lesions (`docs/training.md`).
pub fn m_net(architecture: Architecture) -> Graph {
    let mut graph = Graph::default();
    let image = image(&mut graph, "image", architecture);
    let (trunk, at_stride_16) = match architecture {
        Architecture::Paper => (inception_resnet_v2::trunk(&mut graph, image), None),
        Architecture::Lite => {
            let trunk = efficientnet_lite::trunk(&mut graph, image);
            (trunk.maps, Some(trunk.at_stride_16))
        }
    };
    let channels = architecture.map_channels();
    let reduce = Convolution::new("reduce", [graph.channels(trunk), channels], [1, 1]);
    let maps = graph.convolution(reduce, trunk);
    let features = graph.global_average(maps);
    let logits = graph.linear(Linear::new("grade", [channels, GRADES]), features);
    graph.output("maps", maps);
    graph.output("attended_maps", at_stride_16.unwrap_or(maps));
    graph.output("features", features);
    graph.output("logits", logits);
    graph
}

/// M-Net's head of both eyes: `features` and `features_of_fellow`, each d_M of one eye → `logits`, y_M of the
/// first.
pub fn pair_head(architecture: Architecture) -> Graph {
    let channels = architecture.map_channels();
    let mut graph = Graph::default();
    let own = graph.maps("features", channels, Count::Images);
    let fellow = graph.maps("features_of_fellow", channels, Count::Images);
    let both = graph.concatenate(vec![own, fellow]);
    let logits = graph.linear(Linear::new("grade_of_pair", [2 * channels, GRADES]), both);
    graph.output("logits", logits);
    graph
}

/// M-Net's head of macular oedema: `features`, d_M → `logit`. The paper has none; oedema makes an eye referable
/// whatever its grade.
pub fn oedema_head(architecture: Architecture) -> Graph {
    let channels = architecture.map_channels();
    let mut graph = Graph::default();
    let features = graph.maps("features", channels, Count::Images);
    let logit = graph.linear(Linear::new("oedema", [channels, 1]), features);
    graph.output("logit", logit);
    graph
}

/// Channels of A-Net's hidden layers in lite.
const LITE_ATTENTION_CHANNELS: usize = 64;

/// A-Net up to its gate (paper, section 2.2): M-Net's `attended_maps` → `scores`, S, and `attention_logits`, of which the
/// softmax over the positions makes A.
///
/// M is made by a 1×1 convolution of its own; so are, in lite, the maps that take its place here. No layer has a batch norm: with
/// them the maps pointed worse (`docs/training.md`).
pub fn a_net(architecture: Architecture) -> Graph {
    let mut graph = Graph::default();
    let (maps, channels) = match architecture {
        Architecture::Paper => {
            let channels = architecture.map_channels();
            let maps = graph.maps("attended_maps", channels, Count::Images);
            (maps, channels)
        }
        Architecture::Lite => {
            let read = efficientnet_lite::CHANNELS_AT_STRIDE_16;
            let maps = graph.maps("attended_maps", read, Count::Images);
            let reduce = Convolution::new("reduce", [read, LITE_ATTENTION_CHANNELS], [1, 1]);
            (
                graph.convolution(reduce.biased(), maps),
                LITE_ATTENTION_CHANNELS,
            )
        }
    };
    let to_grades = |name| {
        Convolution::new(name, [channels, GRADES], [1, 1])
            .biased()
            .activation(Activation::Identity)
    };
    let scores = graph.convolution(to_grades("score"), maps);
    let looked = ["look.0", "look.1"].into_iter().fold(maps, |maps, name| {
        let look = Convolution::new(name, [channels; 2], [3, 3]).pad([1, 1]);
        graph.convolution(look.biased(), maps)
    });
    let attention_logits = graph.convolution(to_grades("attend"), looked);
    graph.output("scores", scores);
    graph.output("attention_logits", attention_logits);
    graph
}

/// C-Net (paper, section 2.3): `crops`, the images, and `features`, d_M of each photograph, whose crops are a
/// group → `logits`, y_C.
///
/// The merge is the element-wise maximum over a photograph's own crops, so that slots that the search for
/// regions left empty do not take part; features of no crop are zero, their minimum.
pub fn c_net(architecture: Architecture) -> Graph {
    let mut graph = Graph::default();
    let crops = image(&mut graph, "crops", architecture);
    let channels = architecture.map_channels();
    let features = graph.maps("features", channels, Count::Groups);
    let trunk = match architecture {
        Architecture::Paper => inception_v3::trunk(&mut graph, crops),
        Architecture::Lite => efficientnet_lite::with_head(&mut graph, crops),
    };
    let of_crops = graph.global_average(trunk);
    let merged = graph.group_max(of_crops);
    let both = graph.concatenate(vec![merged, features]);
    let grade = Linear::new("grade", [graph.channels(both), GRADES]);
    let logits = graph.linear(grade, both);
    graph.output("logits", logits);
    graph
}

/// Images normalised as the backbones were trained on ImageNet.
fn image(graph: &mut Graph, name: &str, architecture: Architecture) -> Value {
    let (mean, scale) = match architecture {
        Architecture::Paper => (127.5, 127.5),
        Architecture::Lite => (127.0, 128.0),
    };
    graph.pixels(name, mean, scale)
}
