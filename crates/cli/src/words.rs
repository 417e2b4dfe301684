//! A finding in words.

use zoom_in_net::screening::finding::{Finding, Referral};
use zoom_in_net::screening::wording;

use crate::probabilities::beside;

/// The grade, and what it follows from.
pub fn found(finding: &Finding) -> String {
    let oedema = match &finding.oedema {
        Some(oedema) => format!("macular oedema {}", against(oedema)),
        None => "macular oedema not assessed".to_owned(),
    };
    let fellow = if finding.both_eyes {
        ", read with the other eye"
    } else {
        ""
    };
    format!(
        "grade {} ({}){fellow}; moderate or worse {}, {oedema}",
        finding.grade.level(),
        finding.grade.in_words(),
        against(&finding.referable),
    )
}

/// What is to be done.
pub fn said(finding: &Finding) -> &'static str {
    match finding.refer {
        true => wording::REFERABLE,
        false => wording::NOT_REFERABLE,
    }
}

/// A probability and the threshold from which an eye is referred.
fn against(referral: &Referral) -> String {
    let [probability, threshold] =
        beside(referral.probability, referral.threshold_at_high_sensitivity);
    format!("{probability} (refer from {threshold})")
}
