//! All that grades photographs in the experiment, from the predictions of each seed.

use zoom_in_net_evaluation::{
    EvaluationError, Prediction, StagePredictions, Stages, ValidationPredictions, fit_decision,
};

use super::report::{Network, Reader};

/// What one network says of the two parts that it was not trained on.
#[derive(Clone, Debug)]
pub struct Predicted {
    /// Of the validation part, which temperatures and thresholds are fitted to.
    pub validation: Vec<Prediction>,
    /// Of the test part.
    pub test: Vec<Prediction>,
}

/// What the networks of one seed say.
#[derive(Clone, Debug)]
pub struct SeedPredictions {
    /// The seed.
    pub seed: u64,
    /// By stage, C-Net shown the attended regions.
    pub attended: Stages<Predicted>,
    /// The whole network, C-Net trained on and shown random regions.
    pub random: Predicted,
}

/// Each network of each seed, then all seeds together where there are several; with temperatures and
/// thresholds fitted to the validation part.
///
/// # Errors
/// [`EvaluationError`], where a validation part lacks an answer or predictions are none.
pub fn readers(
    seeds: &[SeedPredictions],
) -> Result<Vec<(Reader, StagePredictions)>, EvaluationError> {
    let mut all = Vec::new();
    for network in Network::ALL {
        let of_seeds: Vec<&Predicted> = seeds
            .iter()
            .map(|seed| match network {
                Network::MNet => &seed.attended.m_net,
                Network::MAndANet => &seed.attended.m_a_net,
                Network::RandomRegions => &seed.random,
                Network::ZoomInNet => &seed.attended.whole,
            })
            .collect();
        for (seed, predicted) in seeds.iter().zip(&of_seeds) {
            let reader = Reader {
                network,
                seed: Some(seed.seed),
            };
            all.push((reader, decided(predicted)?));
        }
        if of_seeds.len() > 1 {
            let together = Predicted {
                validation: mean(of_seeds.iter().map(|predicted| &predicted.validation)),
                test: mean(of_seeds.iter().map(|predicted| &predicted.test)),
            };
            let reader = Reader {
                network,
                seed: None,
            };
            all.push((reader, decided(&together)?));
        }
    }
    Ok(all)
}

fn decided(predicted: &Predicted) -> Result<StagePredictions, EvaluationError> {
    let decision = fit_decision(ValidationPredictions::new(&predicted.validation)?)?;
    Ok(StagePredictions::new(predicted.test.clone(), decision))
}

/// The mean of the probabilities of each photograph; all seeds have the same photographs in the same
/// order.
fn mean<'a>(seeds: impl Iterator<Item = &'a Vec<Prediction>>) -> Vec<Prediction> {
    let seeds: Vec<&Vec<Prediction>> = seeds.collect();
    let mut means = seeds[0].clone();
    for (index, mean) in means.iter_mut().enumerate() {
        for (grade, probability) in mean.probabilities.iter_mut().enumerate() {
            let sum: f64 = seeds
                .iter()
                .map(|seed| seed[index].probabilities[grade])
                .sum();
            *probability = sum / seeds.len() as f64;
        }
    }
    means
}
