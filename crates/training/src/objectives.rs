//! What each phase minimises over a mini-batch.

use burn::tensor::{Device, Tensor};
use image::RgbImage;
use rayon::prelude::*;
use zoom_in_net::grade::IcdrGrade;
use zoom_in_net::preparation::PreparedPhotograph;
use zoom_in_net_inference::cache::PreparedCache;

use crate::TrainingError;
use crate::batches::BatchItem;
use crate::losses::{Targets, weight_of_grade};
use crate::networks::{ANet, Layers, MNet, MNetOutput, ZoomInNet, ZoomInNetLayers, beyond_field};
use crate::phase::Batch;
use crate::phases::Run;

/// M-Net as a phase before has left it.
pub(crate) struct FixedMNet {
    pub net: MNet,
    /// On `device`, hence without gradients.
    pub layers: Layers,
    pub device: Device,
}

impl Run<'_> {
    /// Phases 0 and 1: the grade by M, by one eye and by both.
    pub(crate) fn m_net_loss(
        &self,
        net: &MNet,
        layers: &Layers,
        batch: &Batch,
        cache: &PreparedCache,
        device: &Device,
    ) -> Result<Tensor<1>, TrainingError> {
        let photographs = varied(batch, cache)?;
        let out = net.forward(layers, &inputs(&photographs), device);
        let loss = self
            .targets(batch, |_| true, device)
            .loss(out.logits.clone(), self.config.loss);
        match self.pair_loss(net, layers, &out, batch, device) {
            Some(of_pairs) => Ok(loss + of_pairs),
            None => Ok(loss),
        }
    }

    /// The loss of the head of both eyes, where a mini-batch has both of anybody.
    fn pair_loss(
        &self,
        net: &MNet,
        layers: &Layers,
        out: &MNetOutput,
        batch: &Batch,
        device: &Device,
    ) -> Option<Tensor<1>> {
        let pairs: Vec<(usize, usize)> = batch
            .items
            .iter()
            .enumerate()
            .filter_map(|(item, BatchItem { fellow, .. })| fellow.map(|fellow| (item, fellow)))
            .collect();
        if pairs.is_empty() {
            return None;
        }
        let rows = |pick: fn(&(usize, usize)) -> usize| {
            let rows: Vec<Tensor<2>> = pairs
                .iter()
                .map(|pair| out.features.clone().narrow(0, pick(pair), 1))
                .collect();
            Tensor::cat(rows, 0)
        };
        let logits = net.logits_of_pair(layers, rows(|pair| pair.0), rows(|pair| pair.1));
        let targets = self.targets(batch, |item| item.fellow.is_some(), device);
        Some(targets.loss(logits, self.config.loss))
    }

    /// Phase 2: the grade by A-Net, M fixed.
    pub(crate) fn a_net_loss(
        &self,
        net: &ANet,
        layers: &Layers,
        m_net: &FixedMNet,
        batch: &Batch,
        cache: &PreparedCache,
        device: &Device,
    ) -> Result<Tensor<1>, TrainingError> {
        let photographs = varied(batch, cache)?;
        let inputs = inputs(&photographs);
        let out = m_net.net.forward(&m_net.layers, &inputs, &m_net.device);
        let maps = out.maps.to_device(device);
        let [_, _, side, _] = maps.dims();
        let logits = net
            .forward(layers, maps, beyond_field(&photographs, side, device))
            .logits;
        Ok(self
            .targets(batch, |_| true, device)
            .loss(logits, self.config.loss))
    }

    /// Phase 3: the grade by all three and by each.
    pub(crate) fn zoom_loss(
        &self,
        net: &ZoomInNet,
        layers: &ZoomInNetLayers,
        batch: &Batch,
        cache: &PreparedCache,
        device: &Device,
    ) -> Result<Tensor<1>, TrainingError> {
        let photographs = varied(batch, cache)?;
        let photographs: Vec<&PreparedPhotograph> = photographs.iter().collect();
        let out = net.forward(layers, &photographs, &self.config.regions, device)?;
        let targets = self.targets(batch, |_| true, device);
        let loss = |logits| targets.loss(logits, self.config.loss);
        let mut parts = loss(out.m_net.logits.clone())
            + loss(out.a_net.logits.clone())
            + loss(out.c_net_logits.clone());
        // M-Net changes here too, and the head of both eyes must follow it.
        let of_pairs = self.pair_loss(&net.m_net, &layers.m_net, &out.m_net, batch, device);
        if let Some(of_pairs) = of_pairs {
            parts = parts + of_pairs;
        }
        Ok(loss(out.logits()) + parts * self.config.auxiliary_loss)
    }

    fn targets(
        &self,
        batch: &Batch,
        which: impl Fn(&BatchItem) -> bool,
        device: &Device,
    ) -> Targets {
        let grades: Vec<IcdrGrade> = batch
            .items
            .iter()
            .filter(|item| which(item))
            .map(|item| batch.set.samples()[item.sample].grade)
            .collect();
        let weights = weight_of_grade(batch.set.count_by_grade(), self.config.class_weighting);
        Targets::new(&grades, &weights, device)
    }
}

fn inputs(photographs: &[PreparedPhotograph]) -> Vec<&RgbImage> {
    photographs.iter().map(|photo| &photo.input).collect()
}

/// The varied photographs of a mini-batch.
fn varied(batch: &Batch, cache: &PreparedCache) -> Result<Vec<PreparedPhotograph>, TrainingError> {
    let items = batch.items.par_iter().zip(&batch.variations);
    items
        .map(|(item, variation)| {
            let path = &batch.set.samples()[item.sample].path;
            let prepared = cache.prepared(path);
            let prepared = prepared.map_err(|error| TrainingError::photograph(path, error))?;
            Ok(variation.apply(prepared))
        })
        .collect()
}
