"""One feature of a `FeatureSpace`."""

from __future__ import annotations

from kerasish.base import rules
from kerasish.base.configured import Configured
from kerasish.base.discovery import internal
from kerasish.base.serialization import deserialize_keras_object
from kerasish.base.settings import standardize_dtype


@internal
class Feature(Configured):
    """A layer for the values of a feature, and what is made of what it gives.

    Args:
        dtype: of the values; "string" for text.
        preprocessor: a layer, or its config.
        output_mode: "one_hot" of the integers that the layer gives, "int" for them as
            they are, "float" for floats as they are.
    """

    keras_module = "keras.src.layers.preprocessing.feature_space"
    rules = {"output_mode": rules.one_of("int", "one_hot", "float")}

    def __init__(self, dtype, preprocessor, output_mode):
        self.dtype = standardize_dtype(dtype)
        self.preprocessor = deserialize_keras_object(preprocessor, family_name="layers")
        self.output_mode = output_mode
