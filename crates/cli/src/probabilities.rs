//! Probabilities as a clinician says them; the page says them by the same rules.

/// No result is more exact than a hundredth of a per cent.
const MAX_DIGITS: usize = 2;

/// In per cent, with so many digits after the point: nobody knows a probability to a thousandth, and none is
/// certain.
pub fn spoken(probability: f64, digits: usize) -> String {
    let least = 10_f64.powi(-(digits as i32 + 2));
    if probability < least {
        format!("under {}", percent(least, digits))
    } else if probability > 1.0 - least {
        format!("over {}", percent(1.0 - least, digits))
    } else {
        percent(probability, digits)
    }
}

/// A probability and a threshold in whole per cent, with further digits while they would look the same and are
/// not.
pub fn beside(probability: f64, threshold: f64) -> [String; 2] {
    let pair = |digits| [probability, threshold].map(|one| spoken(one, digits));
    let mut digits = 0;
    loop {
        let pair = pair(digits);
        if pair[0] != pair[1] || probability == threshold || digits == MAX_DIGITS {
            return pair;
        }
        digits += 1;
    }
}

fn percent(share: f64, digits: usize) -> String {
    format!("{:.digits$}%", 100.0 * share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_per_cent_are_said_and_nothing_is_certain() {
        let said = [0.0, 0.004, 0.01, 0.074, 0.5, 0.99, 0.9985, 1.0].map(|one| spoken(one, 0));
        assert_eq!(
            said,
            [
                "under 1%", "under 1%", "1%", "7%", "50%", "99%", "over 99%", "over 99%"
            ]
        );
        assert_eq!(spoken(0.0004, 1), "under 0.1%");
        assert_eq!(spoken(0.99999, 2), "over 99.99%");
    }

    #[test]
    fn a_probability_and_its_threshold_never_look_the_same_where_they_differ() {
        assert_eq!(beside(0.731, 0.195), ["73%", "20%"]);
        assert_eq!(beside(0.193, 0.191), ["19.3%", "19.1%"]);
        assert_eq!(beside(0.1952, 0.1954), ["19.52%", "19.54%"]);
        assert_eq!(beside(0.002, 0.0034), ["0.2%", "0.3%"]);
        assert_eq!(beside(0.195, 0.195), ["20%", "20%"]);
        // Closer than any digit that is worth saying.
        assert_eq!(beside(0.19521, 0.19522), ["19.52%", "19.52%"]);
    }
}
