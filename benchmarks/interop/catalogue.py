"""All features, by name."""

from __future__ import annotations

from benchmarks.interop.layer_features import LAYER_FEATURES
from benchmarks.interop.model_features import MODEL_FEATURES
from benchmarks.interop.training_features import TRAINING_FEATURES

GROUPS = {
    "layers": LAYER_FEATURES,
    "models": MODEL_FEATURES,
    "training": TRAINING_FEATURES,
}
FEATURES = {f.name: f for features in GROUPS.values() for f in features}
