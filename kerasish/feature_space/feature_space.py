"""Structured data as one vector, or as a dict of vectors."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.base.errors import NotBuiltError, fail
from kerasish.base.rules import Rule
from kerasish.base.serialization import deserialize_keras_object
from kerasish.base.text import is_text, text_array
from kerasish.feature_space.cardinality import cardinality
from kerasish.feature_space.cross import Cross
from kerasish.feature_space.feature import Feature
from kerasish.feature_space.feature_batches import FeatureBatches
from kerasish.feature_space.feature_kinds import FeatureKinds
from kerasish.layers.core.input import Input
from kerasish.layers.layer import Layer
from kerasish.layers.merging.concatenate import Concatenate
from kerasish.layers.preprocessing.category_encoding import CategoryEncoding
from kerasish.layers.preprocessing.hashed_crossing import HashedCrossing
from kerasish.saving.structured.archive import write_archive

#: arguments of the space that features named by a word take
_SIZES = {
    "float_discretized": "num_discretization_bins",
    "integer_hashed": "hashing_dim",
    "string_hashed": "hashing_dim",
}
_KINDS = (
    "float",
    "float_rescaled",
    "float_normalized",
    "float_discretized",
    "integer_categorical",
    "string_categorical",
    "integer_hashed",
    "string_hashed",
)


@internal
class FeatureSpace(FeatureKinds, Layer):
    """Features and crosses of features, each with its layer, encoded and joined.

    Args:
        features: a dict of names and kinds: a word such as "float_normalized", or what
            the class method of that name returns. Kinds are float, float_rescaled,
            float_normalized, float_discretized, integer_categorical,
            string_categorical, integer_hashed and string_hashed; `feature` takes a
            layer of one's own.
        output_mode: "concat" for one vector, features by name and then crosses by name;
            "dict" for one of each.
        crosses: tuples of names, or what `cross` returns.
        crossing_dim: how many numbers crosses are hashed to.
        hashing_dim: how many numbers hashed features are hashed to.
        num_discretization_bins: how many bins discretised features have.
        name: of the layer.

    Call arguments:
        data: a dict with a value for each feature: arrays (samples,) or (samples, 1),
            or single values.

    Example:
        >>> from kerasish.utils import FeatureSpace
        >>> kinds = {"size": "float", "colour": "string_categorical"}
        >>> space = FeatureSpace(kinds)
        >>> space.adapt({"size": [1.0, 2.0], "colour": ["red", "blue"]})
        >>> space({"size": [3.0], "colour": ["blue"]}).tolist()
        [[0.0, 0.0, 1.0, 3.0]]
    """

    keras_module = "keras.src.layers.preprocessing.feature_space"
    rules = {
        "features": Rule(
            "a dict of features that is not empty",
            lambda v: isinstance(v, dict) and bool(v),
            ({}, None, ["a"]),
        ),
        "output_mode": rules.one_of("concat", "dict"),
        "crossing_dim": rules.positive_int,
        "hashing_dim": rules.positive_int,
        "num_discretization_bins": rules.positive_int,
    }

    def __init__(
        self,
        features,
        output_mode="concat",
        crosses=None,
        crossing_dim=32,
        hashing_dim=32,
        num_discretization_bins=32,
        name=None,
    ):
        super().__init__(name=name)
        self.output_mode, self.crossing_dim = output_mode, crossing_dim
        self.hashing_dim = hashing_dim
        self.num_discretization_bins = num_discretization_bins
        self.features = {k: self._as_feature(k, v) for k, v in features.items()}
        self.crosses = [self._as_cross(c) for c in (() if crosses is None else crosses)]
        self.inputs = {
            k: Input((1,), dtype=feature.dtype, name=k)
            for k, feature in self.features.items()
        }
        self.preprocessors = {k: f.preprocessor for k, f in self.features.items()}
        self.crossers = {
            c.name: HashedCrossing(c.crossing_dim, name=c.name) for c in self.crosses
        }
        self.one_hot_encoders: dict = {}
        self.concat = Concatenate(axis=-1)
        self.encoded_features = None
        self._is_adapted = not self._adaptable()

    def _as_feature(self, name, value) -> Feature:
        value = deserialize_keras_object(value, family_name="layers")
        if isinstance(value, Feature):
            return value
        if value not in _KINDS:
            fail(
                f"FeatureSpace: feature {name!r} is of no known kind",
                {name: repr(value)},
                f"one of {', '.join(_KINDS)}, or FeatureSpace.feature(...)",
            )
        make = getattr(self, value)
        size = _SIZES.get(value)
        return make(name=name) if size is None else make(getattr(self, size), name=name)

    def _as_cross(self, value) -> Cross:
        if isinstance(value, dict):
            value = deserialize_keras_object(value, family_name="layers")
        cross = value if isinstance(value, Cross) else Cross(value, self.crossing_dim)
        unknown = [name for name in cross.feature_names if name not in self.features]
        if unknown:
            fail(
                "FeatureSpace: a cross names what is no feature",
                {"unknown": unknown, "features": list(self.features)},
                "add it to features",
            )
        return cross

    # ---- adapting

    def _adaptable(self) -> list[str]:
        """The features whose layers learn from data."""
        found = []
        for name, layer in self.preprocessors.items():
            given = getattr(layer, "input_mean", None) is not None
            given |= getattr(layer, "num_bins", 0) is None
            lookup = getattr(layer, "_lookup_layer", layer)
            given |= getattr(lookup, "_is_fixed", False)
            if hasattr(type(layer), "adapt") and not given:
                found.append(name)
        return found

    def adapt(self, dataset) -> None:
        """Lets the layers learn from data.

        Args:
            dataset: a dict of arrays, or an iterable of dicts of samples or batches.

        Raises:
            DataError: a feature is missing.
        """
        batches = FeatureBatches(dataset, self.name)
        for name in self._adaptable():
            self.preprocessors[name].adapt(batches.of(name))
        self._is_adapted = True
        self.encoded_features = None
        self.one_hot_encoders = {}
        self.built = True
        self._note_adaptation()

    def _require_adapted(self) -> None:
        if not self._is_adapted:
            fail(
                f"FeatureSpace {self.name!r} is not adapted yet",
                {"features that learn from data": self._adaptable()},
                "call adapt on a dict of arrays first",
                NotBuiltError,
            )

    # ---- encoding

    def get_inputs(self) -> dict:
        """A Keras input for each feature, to begin a model with."""
        self._require_adapted()
        return dict(self.inputs)

    def get_encoded_features(self):
        """What follows from `get_inputs`: a Keras tensor, or a dict of them."""
        self._require_adapted()
        if self.encoded_features is None:
            self.encoded_features = self._encoded(self.inputs)
        return self.encoded_features

    def __call__(self, data):
        """The encoded features of a dict of data; see the class."""
        self._require_adapted()
        self._check_names(data)
        values = {name: self._as_column(name, data[name]) for name in self.features}
        is_sample = any(np.ndim(data[name]) == 0 for name in self.features)
        encoded = self._encoded(values)
        if not is_sample:
            return encoded
        return graph.map_leaves(lambda y: graph.squeeze(y, 0), encoded)

    def _check_names(self, data) -> None:
        if not isinstance(data, dict) or set(data) != set(self.features):
            fail(
                f"FeatureSpace {self.name!r} takes a dict with its features",
                {
                    "data": sorted(data)
                    if isinstance(data, dict)
                    else type(data).__name__
                },
                f"the features are {sorted(self.features)}",
            )

    def _as_column(self, name, value):
        """A value as (samples, 1) of the dtype of the feature."""
        dtype = self.features[name].dtype
        if not isinstance(value, graph.Tensor):
            array = np.asarray(value)
            array = text_array(array) if is_text(array) else array
            value = graph.as_tensor(array)
        if dtype != "string" and value.dtype.kind in "biuf":
            value = graph.cast(value, dtype)
        if value.ndim == 0:
            return graph.reshape(value, (1, 1))
        return graph.expand_dims(value, -1) if value.ndim == 1 else value

    def _encoded(self, values):
        found = {name: self.preprocessors[name](x) for name, x in values.items()}
        crossed = {
            c.name: self.crossers[c.name]([found[name] for name in c.feature_names])
            for c in self.crosses
        }
        modes = {name: feature.output_mode for name, feature in self.features.items()}
        modes |= {cross.name: cross.output_mode for cross in self.crosses}
        outputs = {}
        for name, value in [*sorted(found.items()), *sorted(crossed.items())]:
            one_hot = modes[name] == "one_hot"
            outputs[name] = self._one_hot(name, value) if one_hot else value
        return outputs if self.output_mode == "dict" else self._joined(outputs)

    def _one_hot(self, name, value):
        if name not in self.one_hot_encoders:
            layer = self.preprocessors.get(name, self.crossers.get(name))
            if value.dtype.kind not in "iu":
                fail(
                    f"FeatureSpace: feature {name!r} is no integer to encode",
                    {"its layer gives": value.spec},
                    'pass output_mode="float"',
                    graph.DTypeError,
                )
            self.one_hot_encoders[name] = CategoryEncoding(cardinality(name, layer))
        return self.one_hot_encoders[name](value)

    def _joined(self, outputs):
        whole = [name for name, y in outputs.items() if y.dtype.kind != "f"]
        if whole:
            fail(
                f"FeatureSpace: feature {whole[0]!r} is not encoded",
                {whole[0]: outputs[whole[0]].spec},
                'use output_mode="dict", or output_mode="one_hot" for the feature',
                graph.DTypeError,
            )
        tensors = list(outputs.values())
        return tensors[0] if len(tensors) == 1 else self.concat(tensors)

    def get_config(self) -> dict:
        config = super().get_config()
        config.pop("dtype")  # each layer inside has its own
        return config

    def get_build_config(self) -> dict:
        layers = self.preprocessors if self._is_adapted else {}
        return {name: layer.get_build_config() for name, layer in layers.items()}

    def build_from_config(self, config: dict) -> None:
        """Builds the layers of an adapted space; their state comes from the file."""
        for name, layer_config in config.items():
            layer = self.preprocessors[name]
            if not layer.built and layer_config:
                layer.build_from_config(layer_config)
        self._is_adapted |= bool(config)
        self.built = True

    def save(self, filepath) -> None:
        """Writes a ``.keras`` archive, which `kerasish.saving.load_model` reads."""
        write_archive(filepath, self)
