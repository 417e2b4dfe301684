//! What the networks come to, step by step: M-Net, with A-Net, and all three.

use super::manifest::StageDecisions;
use crate::grade::GRADES;

/// The probabilities of the five grades at each stage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StageProbabilities {
    /// By M-Net alone.
    pub m_net: [f64; GRADES],
    /// By M-Net and A-Net.
    pub m_a_net: [f64; GRADES],
    /// By the whole network.
    pub whole: [f64; GRADES],
}

impl StageProbabilities {
    /// Of the logits that the three networks add up, as they are.
    pub fn of_logits(m_net: [f64; GRADES], a_net: [f64; GRADES], c_net: [f64; GRADES]) -> Self {
        let m_a_net = sum(m_net, a_net);
        Self {
            m_net: softmax(m_net),
            m_a_net: softmax(m_a_net),
            whole: softmax(sum(m_a_net, c_net)),
        }
    }

    /// Each stage's by its own decision.
    pub fn calibrated(&self, decisions: &StageDecisions) -> Self {
        Self {
            m_net: decisions.m_net.calibrated(&self.m_net),
            m_a_net: decisions.m_a_net.calibrated(&self.m_a_net),
            whole: decisions.whole.calibrated(&self.whole),
        }
    }
}

fn sum(a: [f64; GRADES], b: [f64; GRADES]) -> [f64; GRADES] {
    std::array::from_fn(|grade| a[grade] + b[grade])
}

/// Probabilities of logits, in double precision so that every device rounds alike.
pub fn softmax(logits: [f64; GRADES]) -> [f64; GRADES] {
    let highest = logits.into_iter().fold(f64::NEG_INFINITY, f64::max);
    let raised = logits.map(|logit| (logit - highest).exp());
    let total: f64 = raised.iter().sum();
    raised.map(|value| value / total)
}
