"""The kinds of features that a `FeatureSpace` knows by name."""

from __future__ import annotations

from kerasish.base.discovery import internal
from kerasish.base.naming import auto_name
from kerasish.feature_space.cross import Cross
from kerasish.feature_space.feature import Feature
from kerasish.layers.core.identity import Identity
from kerasish.layers.preprocessing.discretization import Discretization
from kerasish.layers.preprocessing.hashing import Hashing
from kerasish.layers.preprocessing.integer_lookup import IntegerLookup
from kerasish.layers.preprocessing.normalization import Normalization
from kerasish.layers.preprocessing.rescaling import Rescaling
from kerasish.layers.preprocessing.string_lookup import StringLookup


def _layer_name(kind: str, name: str | None) -> str:
    return f"{auto_name(kind) if name is None else name}_preprocessor"


@internal
class FeatureKinds:
    """Class methods that make features; the half of `FeatureSpace` without state."""

    @classmethod
    def cross(cls, feature_names, crossing_dim, output_mode="one_hot") -> Cross:
        """Several features hashed together to `crossing_dim` numbers."""
        return Cross(feature_names, crossing_dim, output_mode)

    @classmethod
    def feature(cls, dtype, preprocessor, output_mode) -> Feature:
        """A feature with a layer of one's own."""
        return Feature(dtype, preprocessor, output_mode)

    @classmethod
    def float_rescaled(cls, scale=1.0, offset=0.0, name=None) -> Feature:
        """Numbers multiplied and shifted."""
        layer = Rescaling(scale, offset, name=_layer_name("float_rescaled", name))
        return Feature("float32", layer, "float")

    @classmethod
    def float_normalized(cls, name=None) -> Feature:
        """Numbers with mean 0 and variance 1."""
        layer = Normalization(name=_layer_name("float_normalized", name))
        return Feature("float32", layer, "float")

    @classmethod
    def float_discretized(
        cls, num_bins, bin_boundaries=None, output_mode="one_hot", name=None
    ) -> Feature:
        """Numbers as bins, of which adapt finds the boundaries or that are given."""
        label = _layer_name("float_discretized", name)
        layer = Discretization(bin_boundaries, num_bins, name=label)
        return Feature("float32", layer, output_mode)

    @classmethod
    def integer_categorical(
        cls, max_tokens=None, num_oov_indices=1, output_mode="one_hot", name=None
    ) -> Feature:
        """Integers looked up among those that adapt found."""
        label = _layer_name("integer_categorical", name)
        layer = IntegerLookup(max_tokens, num_oov_indices, name=label)
        return Feature("int32", layer, output_mode)

    @classmethod
    def string_categorical(
        cls, max_tokens=None, num_oov_indices=1, output_mode="one_hot", name=None
    ) -> Feature:
        """Text looked up among what adapt found."""
        label = _layer_name("string_categorical", name)
        layer = StringLookup(max_tokens, num_oov_indices, name=label)
        return Feature("string", layer, output_mode)

    @classmethod
    def string_hashed(cls, num_bins, output_mode="one_hot", name=None) -> Feature:
        """Text put into bins by its hash."""
        layer = Hashing(num_bins, name=_layer_name("string_hashed", name))
        return Feature("string", layer, output_mode)

    @classmethod
    def integer_hashed(cls, num_bins, output_mode="one_hot", name=None) -> Feature:
        """Integers put into bins by their hash."""
        layer = Hashing(num_bins, name=_layer_name("integer_hashed", name))
        return Feature("int32", layer, output_mode)

    @classmethod
    def float(cls, name=None) -> Feature:
        """Numbers as they are."""
        layer = Identity(dtype="float32", name=_layer_name("float", name))
        return Feature("float32", layer, "float")
