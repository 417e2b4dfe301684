//! The networks that are measured, and the files that carry them to the other engine.

use std::path::Path;

use anyhow::Result;
use burn::module::Module;
use burn::store::{ModuleSnapshot, SafetensorsStore};
use burn::tensor::Device;
use zoom_in_net::networks::architecture::Architecture;
use zoom_in_net::networks::zoom_in_net::ZoomInNet;
use zoom_in_net_inference::Model;

/// What is measured: the networks that a browser runs too.
pub const ARCHITECTURE: Architecture = Architecture::Lite;

/// A seed for weights where no model is given.
const SEED: u64 = 0;

/// A model's networks, or random ones; batch norms folded.
pub fn networks(model: Option<&Path>, device: &Device) -> Result<ZoomInNet> {
    match model {
        Some(folder) => Ok(Model::open(folder)?.screener(device)?.networks),
        None => {
            device.seed(SEED);
            Ok(ZoomInNet::init(ARCHITECTURE, device).folded())
        }
    }
}

/// Writes one file per network, tensors named after the fields.
pub fn write(networks: &ZoomInNet, folder: &Path) -> Result<()> {
    write_module(&networks.m_net, &folder.join("m_net.safetensors"))?;
    write_module(&networks.a_net, &folder.join("a_net.safetensors"))?;
    write_module(&networks.c_net, &folder.join("c_net.safetensors"))
}

/// The networks that [`write`] wrote, with the layers for the processor.
pub fn read(folder: &Path, device: &Device) -> Result<ZoomInNet> {
    let mut networks = ZoomInNet::init(ARCHITECTURE, device).folded();
    read_module(&mut networks.m_net, &folder.join("m_net.safetensors"))?;
    read_module(&mut networks.a_net, &folder.join("a_net.safetensors"))?;
    read_module(&mut networks.c_net, &folder.join("c_net.safetensors"))?;
    Ok(ZoomInNet {
        m_net: networks.m_net.fused(),
        a_net: networks.a_net.fused(),
        c_net: networks.c_net.fused(),
    })
}

/// Writes a module's tensors by the names of its fields.
pub fn write_module<M: Module + ModuleSnapshot>(module: &M, path: &Path) -> Result<()> {
    module.save_into(&mut SafetensorsStore::from_file(path).overwrite(true))?;
    Ok(())
}

fn read_module<M: Module + ModuleSnapshot>(module: &mut M, path: &Path) -> Result<()> {
    module.load_from(&mut SafetensorsStore::from_file(path))?;
    Ok(())
}
