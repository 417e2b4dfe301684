//! The networks as data, their weights, and one input with its outputs, for `tools/export_onnx.py`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use zoom_in_net::networks::description::{a_net, c_net, m_net};
use zoom_in_net_cpu_engine::{Input, Maps, Network};
use zoom_in_net_graph::{Graph, InputContent, Pixels, Weights};

use crate::networks::{self, Source};

/// Side of the image and of the crops: odd, so that an asymmetric padding shows.
const SIDE: usize = 139;
/// Crops of the photograph.
const CROPS: usize = 3;

/// Writes the files.
pub fn export(source: &Source<'_>, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let (architecture, weights) = networks::networks(source)?;
    networks::write(architecture, &weights, folder)?;
    let graphs = [
        ("m_net", m_net(architecture)),
        ("a_net", a_net(architecture)),
        ("c_net", c_net(architecture)),
    ];
    for (name, graph) in &graphs {
        let path = folder.join(name).with_extension("json");
        let text = serde_json::to_string_pretty(graph)? + "\n";
        fs::write(&path, text).with_context(|| path.display().to_string())?;
    }

    let [(_, m_graph), (_, a_graph), (_, c_graph)] = &graphs;
    let image = picture(1);
    let crops: Vec<Vec<u8>> = (2..2 + CROPS as u32).map(picture).collect();
    let m_net = Network::new(m_graph, &weights.m_net)?;
    let image = [pixels(&image)];
    let of_m = m_net.run(&[Input::Pixels(&image)], &[]);
    let a_net = Network::new(a_graph, &weights.a_net)?;
    let [_, attended_maps, features, _] = &of_m[..] else {
        unreachable!("M-Net has four outputs");
    };
    let of_a = a_net.run(&[Input::Maps(attended_maps)], &[]);
    let c_net = Network::new(c_graph, &weights.c_net)?;
    let crops: Vec<Pixels> = crops.iter().map(|crop| pixels(crop)).collect();
    let of_c = c_net.run(&[Input::Pixels(&crops), Input::Maps(features)], &[CROPS]);

    let mut seen = Seen::default();
    seen.pixels(m_graph, "m_net.image", &image);
    seen.outputs(m_graph, "m_net", &of_m);
    seen.maps("a_net.attended_maps", attended_maps);
    seen.outputs(a_graph, "a_net", &of_a);
    seen.pixels(c_graph, "c_net.crops", &crops);
    seen.maps("c_net.features", features);
    seen.outputs(c_graph, "c_net", &of_c);
    networks::write_tensors(&seen.0, &folder.join("agreement.safetensors"))
}

/// Colours that follow from a seed.
fn picture(seed: u32) -> Vec<u8> {
    let bytes = 3 * SIDE as u32 * SIDE as u32;
    let colours =
        (0..bytes).map(|at| (at.wrapping_mul(2_654_435_761).wrapping_add(seed * 97)) >> 24);
    colours.map(|colour| colour as u8).collect()
}

fn pixels(rgb: &[u8]) -> Pixels<'_> {
    Pixels {
        width: SIDE,
        height: SIDE,
        rgb,
    }
}

/// Inputs and outputs by name, as ONNX has them: images and maps by channel, row and column.
#[derive(Default)]
struct Seen(Weights);

impl Seen {
    fn pixels(&mut self, graph: &Graph, name: &str, images: &[Pixels<'_>]) {
        let InputContent::Pixels { mean, scale } = graph.inputs()[0].content else {
            unreachable!("the first input of these networks is images");
        };
        let values = images.iter().flat_map(|image| image.rgb);
        let values = values.map(|&value| (f32::from(value) - mean) / scale);
        self.maps(
            name,
            &Maps {
                images: images.len(),
                height: SIDE,
                width: SIDE,
                channels: 3,
                values: values.collect(),
            },
        );
    }

    fn outputs(&mut self, graph: &Graph, network: &str, outputs: &[Maps]) {
        for (output, maps) in graph.outputs().iter().zip(outputs) {
            self.maps(&format!("{network}.{}", output.name), maps);
        }
    }

    fn maps(&mut self, name: &str, maps: &Maps) {
        let Maps {
            images,
            height,
            width,
            channels,
            ref values,
        } = *maps;
        let positions = height * width;
        if positions == 1 {
            return self.0.insert(name, &[images, channels], values.clone());
        }
        let planes = (0..images * channels).flat_map(|plane| {
            let (image, channel) = (plane / channels, plane % channels);
            let first = image * positions * channels + channel;
            values[first..].iter().step_by(channels).take(positions)
        });
        let planes = planes.copied().collect();
        self.0
            .insert(name, &[images, channels, height, width], planes);
    }
}
