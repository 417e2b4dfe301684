//! What others reached on Messidor.

use serde::Serialize;

use super::examples::Question;

/// Published figures of one question.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PublishedFigures {
    /// Area under the ROC curve of Zoom-in-Net (Wang et al. 2017).
    pub zoom_in_net_auc: f64,
    /// Accuracy of Zoom-in-Net (Wang et al. 2017).
    pub zoom_in_net_accuracy: f64,
    /// Areas under the ROC curves of the experts A and B (Sánchez et al. 2011, quoted by the paper).
    pub expert_aucs: [f64; 2],
}

impl PublishedFigures {
    /// The figures of a question.
    pub fn of(question: Question) -> Self {
        match question {
            Question::Referable => Self {
                zoom_in_net_auc: 0.957,
                zoom_in_net_accuracy: 0.911,
                expert_aucs: [0.94, 0.92],
            },
            Question::Abnormal => Self {
                zoom_in_net_auc: 0.921,
                zoom_in_net_accuracy: 0.905,
                expert_aucs: [0.922, 0.865],
            },
        }
    }
}
