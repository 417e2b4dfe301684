//! From files to a screener, one file at a time.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::device;
use super::failure::Failure;
use super::networks::{ANet, CNet, Device, MNet, ZoomInNet, read_a_net, read_c_net, read_m_net};
use super::screening::BrowserScreener;
use crate::screening::screener::Screener;
use crate::screening::self_test::KnownAnswer;
use crate::weights::ModelManifest;

/// A screener whose weights are still coming in.
#[wasm_bindgen]
pub struct Loading {
    manifest: ModelManifest,
    device: Device,
    m_net: Option<MNet>,
    a_net: Option<ANet>,
    c_net: Option<CNet>,
}

#[wasm_bindgen]
impl Loading {
    /// Opens the device. `manifest` is the content of `model.json`.
    ///
    /// # Errors
    /// `weights_do_not_fit`, `device_failed`.
    pub async fn start(manifest: String) -> Result<Loading, JsValue> {
        let manifest = ModelManifest::from_json(&manifest).map_err(|error| {
            Failure::new(
                "weights_do_not_fit",
                &format!("model.json cannot be read: {error}"),
            )
        })?;
        Ok(Self {
            manifest,
            device: device::open().await?,
            m_net: None,
            a_net: None,
            c_net: None,
        })
    }

    /// M-Net's file, verified.
    ///
    /// # Errors
    /// `weights_damaged`, `weights_do_not_fit`; likewise for the other two.
    #[wasm_bindgen(js_name = readMNet)]
    pub fn read_m_net(&mut self, content: Vec<u8>) -> Result<(), JsValue> {
        let network = read_m_net(
            self.manifest.architecture,
            &self.manifest.networks.m_net,
            content,
            &self.device,
        );
        self.m_net = Some(network.map_err(Failure::from)?);
        Ok(())
    }

    /// A-Net's file, verified.
    ///
    /// # Errors
    /// `weights_damaged`, `weights_do_not_fit`.
    #[wasm_bindgen(js_name = readANet)]
    pub fn read_a_net(&mut self, content: Vec<u8>) -> Result<(), JsValue> {
        let network = read_a_net(
            self.manifest.architecture,
            &self.manifest.networks.a_net,
            content,
            &self.device,
        );
        self.a_net = Some(network.map_err(Failure::from)?);
        Ok(())
    }

    /// C-Net's file, verified.
    ///
    /// # Errors
    /// `weights_damaged`, `weights_do_not_fit`.
    #[wasm_bindgen(js_name = readCNet)]
    pub fn read_c_net(&mut self, content: Vec<u8>) -> Result<(), JsValue> {
        let network = read_c_net(
            self.manifest.architecture,
            &self.manifest.networks.c_net,
            content,
            &self.device,
        );
        self.c_net = Some(network.map_err(Failure::from)?);
        Ok(())
    }

    /// The screener, once it has all three networks and its device has given the known answer, which
    /// is the content of `self_test.json`.
    ///
    /// # Errors
    /// `self_test_failed`, `device_failed`, `weights_do_not_fit`.
    pub async fn finish(self, known_answer: String) -> Result<BrowserScreener, JsValue> {
        let known: KnownAnswer = serde_json::from_str(&known_answer).map_err(|error| {
            Failure::new(
                "weights_do_not_fit",
                &format!("self_test.json cannot be read: {error}"),
            )
        })?;
        let (Some(m_net), Some(a_net), Some(c_net)) = (self.m_net, self.a_net, self.c_net) else {
            return Err(
                Failure::new("weights_do_not_fit", &"read all three networks first").into(),
            );
        };
        let screener = Screener {
            networks: ZoomInNet {
                m_net,
                a_net,
                c_net,
            },
            manifest: self.manifest,
            device: self.device,
        };
        screener.self_test(&known).await.map_err(Failure::from)?;
        Ok(BrowserScreener::from(screener))
    }
}
