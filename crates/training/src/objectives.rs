//! What each phase minimises over a mini-batch.

use burn::tensor::{Device, Tensor};
use image::RgbImage;
use zoom_in_net::grade::IcdrGrade;
use zoom_in_net::preparation::PreparedPhotograph;

use crate::TrainingError;
use crate::batches::BatchItem;
use crate::losses::{Comparison, Targets, oedema_loss, weight_of_grade};
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
        device: &Device,
    ) -> Result<Tensor<1>, TrainingError> {
        let out = net.forward(layers, &inputs(&batch.photographs), device);
        let loss = self
            .targets(batch, |_| true, device)
            .loss(out.logits.clone(), self.comparison());
        Ok(self
            .losses_of_heads(net, layers, &out, batch, device)
            .fold(loss, |loss, of_head| loss + of_head))
    }

    /// The losses of M-Net's heads of both eyes and of macular oedema, of those that a mini-batch has anything for.
    fn losses_of_heads(
        &self,
        net: &MNet,
        layers: &Layers,
        out: &MNetOutput,
        batch: &Batch,
        device: &Device,
    ) -> impl Iterator<Item = Tensor<1>> {
        let of_heads = [
            self.pair_loss(net, layers, out, batch, device),
            self.oedema_loss(net, layers, out, batch),
        ];
        of_heads.into_iter().flatten()
    }

    /// The weighted loss of the head of macular oedema, where a mini-batch has photographs in which it was judged.
    fn oedema_loss(
        &self,
        net: &MNet,
        layers: &Layers,
        out: &MNetOutput,
        batch: &Batch,
    ) -> Option<Tensor<1>> {
        let judged = batch.items.iter().enumerate().filter_map(|(row, item)| {
            let oedema = batch.set.samples()[item.sample].oedema;
            oedema.map(|oedema| (row, oedema))
        });
        let (rows, oedema): (Vec<usize>, Vec<bool>) = judged.unzip();
        if rows.is_empty() {
            return None;
        }
        let logits = net.oedema_logit(layers, rows_of(&out.features, rows));
        Some(oedema_loss(logits, &oedema) * self.config.oedema_loss)
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
        let (own, fellow): (Vec<usize>, Vec<usize>) = pairs.into_iter().unzip();
        let logits = net.logits_of_pair(
            layers,
            rows_of(&out.features, own),
            rows_of(&out.features, fellow),
        );
        let targets = self.targets(batch, |item| item.fellow.is_some(), device);
        Some(targets.loss(logits, self.comparison()))
    }

    /// Phase 2: the grade by A-Net, M-Net fixed.
    pub(crate) fn a_net_loss(
        &self,
        net: &ANet,
        layers: &Layers,
        m_net: &FixedMNet,
        batch: &Batch,
        device: &Device,
    ) -> Result<Tensor<1>, TrainingError> {
        let inputs = inputs(&batch.photographs);
        let maps = m_net
            .net
            .attended_maps(&m_net.layers, &inputs, &m_net.device);
        let maps = maps.to_device(device);
        let [_, _, side, _] = maps.dims();
        let logits = net
            .forward(layers, maps, beyond_field(&batch.photographs, side, device))
            .logits;
        Ok(self
            .targets(batch, |_| true, device)
            .loss(logits, self.comparison()))
    }

    /// Phase 3: the grade by all three and by each.
    pub(crate) fn zoom_loss(
        &self,
        net: &ZoomInNet,
        layers: &ZoomInNetLayers,
        batch: &Batch,
        device: &Device,
    ) -> Result<Tensor<1>, TrainingError> {
        let photographs: Vec<&PreparedPhotograph> = batch.photographs.iter().collect();
        let out = net.forward(layers, &photographs, &self.config.regions, device)?;
        let targets = self.targets(batch, |_| true, device);
        let loss = |logits| targets.loss(logits, self.comparison());
        let parts = loss(out.m_net.logits.clone())
            + loss(out.a_net.logits.clone())
            + loss(out.c_net.logits.clone());
        // M-Net changes here too, and its other heads must follow it.
        let parts = self
            .losses_of_heads(&net.m_net, &layers.m_net, &out.m_net, batch, device)
            .fold(parts, |parts, of_head| parts + of_head);
        let loss_of_all = loss(out.logits()) + parts * self.config.auxiliary_loss;
        Ok(match self.config.crops_alone_loss {
            0.0 => loss_of_all,
            weight => {
                let unknown = out.m_net.features.zeros_like();
                let of_crops = out.c_net.of_crops;
                let crops_alone = net.c_net.logits(&layers.c_net, of_crops, unknown);
                loss_of_all + loss(crops_alone) * weight
            }
        })
    }

    fn comparison(&self) -> Comparison {
        Comparison {
            loss: self.config.loss,
            label_smoothing: self.config.label_smoothing,
        }
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

/// Rows of `[photographs, channels]`, in this order.
fn rows_of(features: &Tensor<2>, rows: Vec<usize>) -> Tensor<2> {
    let rows = rows
        .into_iter()
        .map(|row| features.clone().narrow(0, row, 1));
    Tensor::cat(rows.collect(), 0)
}

fn inputs(photographs: &[PreparedPhotograph]) -> Vec<&RgbImage> {
    photographs.iter().map(|photo| &photo.input).collect()
}
