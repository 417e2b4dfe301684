//! What each phase minimises over a mini-batch.

use burn::tensor::{Device, Tensor};
use rayon::prelude::*;
use zoom_in_net::networks::a_net::{ANet, beyond_field};
use zoom_in_net::networks::m_net::{MNet, MNetOutput};
use zoom_in_net::networks::pixels::tensor_from_images;
use zoom_in_net::networks::zoom_in_net::ZoomInNet;
use zoom_in_net::preparation::PreparedPhotograph;
use zoom_in_net::screening::grade::IcdrGrade;
use zoom_in_net_inference::cache::PreparedCache;

use crate::TrainingError;
use crate::batches::BatchItem;
use crate::losses::{Targets, weight_of_grade};
use crate::phase::Batch;
use crate::phases::Run;

impl Run<'_> {
    /// Phases 0 and 1: the grade by M, by one eye and by both.
    pub(crate) fn m_net_loss(
        &self,
        net: &MNet,
        batch: &Batch,
        cache: &PreparedCache,
        device: &Device,
    ) -> Result<Tensor<1>, TrainingError> {
        let out = net.forward(self.inputs(batch, cache, device)?);
        let loss = self
            .targets(batch, |_| true, device)
            .loss(out.logits.clone(), self.config.loss);
        match self.pair_loss(net, &out, batch, device) {
            Some(of_pairs) => Ok(loss + of_pairs),
            None => Ok(loss),
        }
    }

    /// The loss of the head of both eyes, where a mini-batch has both of anybody.
    fn pair_loss(
        &self,
        net: &MNet,
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
        let logits = net.logits_of_pair(rows(|pair| pair.0), rows(|pair| pair.1));
        let targets = self.targets(batch, |item| item.fellow.is_some(), device);
        Some(targets.loss(logits, self.config.loss))
    }

    /// Phase 2: the grade by A-Net, M fixed.
    pub(crate) fn a_net_loss(
        &self,
        net: &ANet,
        m_net: &MNet,
        batch: &Batch,
        cache: &PreparedCache,
        device: &Device,
    ) -> Result<Tensor<1>, TrainingError> {
        let photographs = varied(batch, cache)?;
        let inputs = photographs.iter().map(|photograph| &photograph.input);
        let inputs = tensor_from_images(inputs, self.config.architecture, self.device);
        let maps = m_net.forward(inputs).maps.to_device(device);
        let [_, _, cells, _] = maps.dims();
        let logits = net
            .forward(maps, beyond_field(&photographs, cells, device))
            .logits;
        Ok(self
            .targets(batch, |_| true, device)
            .loss(logits, self.config.loss))
    }

    /// Phase 3: the grade by all three and by each.
    pub(crate) fn zoom_loss(
        &self,
        net: &ZoomInNet,
        batch: &Batch,
        cache: &PreparedCache,
        device: &Device,
    ) -> Result<Tensor<1>, TrainingError> {
        let photographs = varied(batch, cache)?;
        let photographs: Vec<&PreparedPhotograph> = photographs.iter().collect();
        let out = pollster::block_on(net.forward(
            &photographs,
            self.config.architecture,
            &self.config.regions,
            device,
            |_| {},
        ))?;
        let targets = self.targets(batch, |_| true, device);
        let loss = |logits| targets.loss(logits, self.config.loss);
        let mut parts = loss(out.m_net.logits.clone())
            + loss(out.a_net.logits.clone())
            + loss(out.c_net_logits.clone());
        // M-Net changes here too, and the head of both eyes must follow it.
        if let Some(of_pairs) = self.pair_loss(&net.m_net, &out.m_net, batch, device) {
            parts = parts + of_pairs;
        }
        Ok(loss(out.logits()) + parts * self.config.auxiliary_loss)
    }

    /// The varied input images of a mini-batch.
    fn inputs(
        &self,
        batch: &Batch,
        cache: &PreparedCache,
        device: &Device,
    ) -> Result<Tensor<4>, TrainingError> {
        let photographs = varied(batch, cache)?;
        Ok(tensor_from_images(
            photographs.iter().map(|photograph| &photograph.input),
            self.config.architecture,
            device,
        ))
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
