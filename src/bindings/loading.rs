//! From files to a screener, one file at a time.

use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::clock::milliseconds;
use super::engine::{self, Device};
use super::failure::{Failure, FailureCode};
use super::screening::BrowserScreener;
use crate::networks::{Heads, NetworkWeights};
use crate::screening::manifest::ModelManifest;
use crate::screening::screener::Screener;
use crate::screening::self_test::KnownAnswer;
use crate::weights::{read_a_net, read_c_net, read_m_net};

/// A screener whose weights are still coming in.
#[wasm_bindgen]
pub struct Loading {
    manifest: ModelManifest,
    device: Device,
    weights: NetworkWeights,
}

#[wasm_bindgen]
impl Loading {
    /// Opens the device. `manifest` is the content of `model.json`. `on_compiled` is told how many of the GPU's
    /// programs are compiled, and of how many; the processor has none.
    ///
    /// # Errors
    /// `weights_do_not_fit`, `device_failed`.
    pub async fn start(
        manifest: String,
        #[wasm_bindgen(unchecked_param_type = "(done: number, total: number) => void")]
        on_compiled: Function,
    ) -> Result<Loading, JsValue> {
        let manifest = ModelManifest::from_json(&manifest).map_err(|error| {
            Failure::new(
                FailureCode::WeightsDoNotFit,
                &format!("model.json cannot be read: {error}"),
            )
        })?;
        Ok(Self {
            manifest,
            device: engine::open(&on_compiled).await?,
            weights: NetworkWeights::default(),
        })
    }

    /// M-Net's file, verified.
    ///
    /// # Errors
    /// `weights_damaged`, `weights_do_not_fit`; likewise for the other two.
    #[wasm_bindgen(js_name = readMNet)]
    pub fn read_m_net(&mut self, content: Vec<u8>) -> Result<(), JsValue> {
        let file = &self.manifest.networks.m_net;
        let read = read_m_net(self.manifest.architecture, file, content);
        self.weights.m_net = read.map_err(Failure::from)?;
        Ok(())
    }

    /// A-Net's file, verified.
    ///
    /// # Errors
    /// `weights_damaged`, `weights_do_not_fit`.
    #[wasm_bindgen(js_name = readANet)]
    pub fn read_a_net(&mut self, content: Vec<u8>) -> Result<(), JsValue> {
        let file = &self.manifest.networks.a_net;
        let read = read_a_net(self.manifest.architecture, file, content);
        self.weights.a_net = read.map_err(Failure::from)?;
        Ok(())
    }

    /// C-Net's file, verified.
    ///
    /// # Errors
    /// `weights_damaged`, `weights_do_not_fit`.
    #[wasm_bindgen(js_name = readCNet)]
    pub fn read_c_net(&mut self, content: Vec<u8>) -> Result<(), JsValue> {
        let file = &self.manifest.networks.c_net;
        let read = read_c_net(self.manifest.architecture, file, content);
        self.weights.c_net = read.map_err(Failure::from)?;
        Ok(())
    }

    /// The screener, once it has all three networks and its device has given the known answer, which
    /// is the content of `self_test.json`. `timed_warm` has it give the answer once more, so that
    /// [`BrowserScreener::self_test_milliseconds`] is what a photograph will take: the first answer finds caches cold.
    ///
    /// # Errors
    /// `self_test_failed`, `device_failed`, `weights_do_not_fit`.
    pub async fn finish(
        self,
        known_answer: String,
        timed_warm: bool,
    ) -> Result<BrowserScreener, JsValue> {
        let known: KnownAnswer = serde_json::from_str(&known_answer).map_err(|error| {
            Failure::new(
                FailureCode::WeightsDoNotFit,
                &format!("self_test.json cannot be read: {error}"),
            )
        })?;
        let networks = engine::lay_out(self.device, &self.manifest, &self.weights)?;
        let heads = Heads::new(self.manifest.architecture, &self.weights.m_net);
        let screener = Screener {
            networks,
            heads: heads.map_err(|error| Failure::new(FailureCode::WeightsDoNotFit, &error))?,
            manifest: self.manifest,
        };
        let mut self_test = 0.0;
        let answers = if timed_warm { 2 } else { 1 };
        for _ in 0..answers {
            let began = milliseconds();
            screener.self_test(&known).await.map_err(Failure::from)?;
            self_test = milliseconds() - began;
        }
        Ok(BrowserScreener::new(screener, self_test))
    }
}
