//! What others have reached: the figures of the paper (Wang et al., MICCAI 2017), and those that it quotes.

use serde::Serialize;

/// Quadratic weighted kappa on the validation and the test part of Kaggle EyePACS.
pub type Kappas = [f64; 2];

/// M-Net alone.
pub const M_NET: Kappas = [0.832, 0.825];
/// M-Net and A-Net.
pub const M_A_NET: Kappas = [0.837, 0.832];
/// All three networks.
pub const ZOOM_IN_NET: Kappas = [0.857, 0.849];
/// Three Zoom-in-Nets together.
pub const THREE_TOGETHER: Kappas = [0.865, 0.854];

/// Figures of one question on Messidor.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct MessidorMetrics {
    /// Area under the ROC curve of Zoom-in-Net, in ten folds.
    pub zoom_in_net_auc: f64,
    /// Its accuracy.
    pub zoom_in_net_accuracy: f64,
    /// Areas under the ROC curves of the experts A and B (Sánchez et al. 2011, quoted by the paper).
    pub expert_aucs: [f64; 2],
}

/// Referable or not.
pub const MESSIDOR_REFERABLE: MessidorMetrics = MessidorMetrics {
    zoom_in_net_auc: 0.957,
    zoom_in_net_accuracy: 0.911,
    expert_aucs: [0.94, 0.92],
};

/// Normal or not.
pub const MESSIDOR_ABNORMAL: MessidorMetrics = MessidorMetrics {
    zoom_in_net_auc: 0.921,
    zoom_in_net_accuracy: 0.905,
    expert_aucs: [0.922, 0.865],
};

/// The paper's figures as rows of a table: what was measured, on what, and the figures.
pub(crate) fn table() -> Vec<(&'static str, &'static str, String)> {
    let kappas = [
        ("M-Net", M_NET),
        ("M-Net + A-Net", M_A_NET),
        ("Zoom-in-Net", ZOOM_IN_NET),
        ("Three Zoom-in-Nets together", THREE_TOGETHER),
    ]
    .map(|(name, pair)| (name, "QWK, EyePACS validation / test", pair));
    let on_messidor = [
        (
            "AUC / accuracy, referable, Messidor (10-fold)",
            MESSIDOR_REFERABLE,
        ),
        (
            "AUC / accuracy, normal against abnormal, Messidor",
            MESSIDOR_ABNORMAL,
        ),
    ]
    .map(|(figure, of)| {
        let pair = [of.zoom_in_net_auc, of.zoom_in_net_accuracy];
        ("Zoom-in-Net", figure, pair)
    });
    let rows = kappas.into_iter().chain(on_messidor);
    rows.map(|(name, figure, [one, other])| (name, figure, format!("{one:.3} / {other:.3}")))
        .collect()
}
