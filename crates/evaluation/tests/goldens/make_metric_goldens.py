"""Writes metrics.json: figures by scikit-learn for made-up grades and scores.

    pip install scikit-learn
    python make_metric_goldens.py
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.metrics import (
    accuracy_score,
    brier_score_loss,
    cohen_kappa_score,
    confusion_matrix,
    precision_score,
    recall_score,
    roc_auc_score,
    roc_curve,
)

# Among the scores of every case, so that it matters on which side a score at the threshold counts.
THRESHOLD_RANK = 0.6


def case(name, references, given, scores):
    referable = references >= 2
    threshold = float(np.sort(scores)[int(THRESHOLD_RANK * len(scores))])
    called = scores >= threshold
    false_positive_rate, true_positive_rate, thresholds = roc_curve(
        referable, scores, drop_intermediate=False
    )
    return {
        "name": name,
        "references": references.tolist(),
        "given": given.tolist(),
        "scores": scores.tolist(),
        "confusion": confusion_matrix(references, given, labels=range(5)).tolist(),
        "accuracy": accuracy_score(references, given),
        "qwk": cohen_kappa_score(references, given, labels=range(5), weights="quadratic"),
        "referable_auc": roc_auc_score(referable, scores),
        "referable_brier": brier_score_loss(referable, scores),
        "roc": np.transpose([false_positive_rate, true_positive_rate])[:40].tolist(),
        "roc_points": len(thresholds),
        "threshold": threshold,
        "sensitivity": recall_score(referable, called),
        "specificity": recall_score(~referable, ~called),
        "ppv": precision_score(referable, called),
        "npv": None if called.all() else precision_score(~referable, ~called),
    }


def main():
    rng = np.random.default_rng(2017)
    cases = []
    for name, size, noise, decimals in [
        ("close", 200, 0.6, 6),
        ("noisy", 150, 1.8, 6),
        ("many ties", 300, 1.0, 1),
        ("few photographs", 12, 1.0, 2),
    ]:
        references = rng.choice(5, size=size, p=[0.5, 0.15, 0.2, 0.1, 0.05])
        references[:2] = [0, 3]
        latent = references + rng.normal(0, noise, size)
        given = np.clip(np.rint(latent), 0, 4).astype(int)
        scores = np.round(1 / (1 + np.exp(1.5 - latent)), decimals)
        cases.append(case(name, references, given, scores))
    references = rng.integers(0, 5, 100)
    cases.append(case("against the truth", references, 4 - references, references / -4.0 + 1.0))
    cases.append(case("one grade given", references, np.full(100, 2), np.full(100, 0.3)))
    goldens = {"scikit_learn": sklearn.__version__, "cases": cases}
    Path(__file__).with_name("metrics.json").write_text(json.dumps(goldens) + "\n")


main()
