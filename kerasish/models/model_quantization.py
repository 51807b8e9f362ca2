"""Models whose large weights are kept in int8."""

from __future__ import annotations

import re
from collections.abc import Callable

from kerasish.base.errors import NotBuiltError, fail
from kerasish.base.user_warning import warn
from kerasish.dtype_policies.dtype_policy_map import DTypePolicyMap
from kerasish.layers.core.wrapper import Wrapper
from kerasish.quantizers.quantization_config import resolved_config


class ModelQuantization:
    """`quantize` of models: layer by layer."""

    def quantize(self, mode=None, config=None, filters=None, type_check=True):
        """Keeps the weights of all layers that can do it in int8 from now on.

        These are Dense, EinsumDense (so attention layers), Embedding and
        ReversibleEmbedding; a warning names the others with large weights, which stay
        as they are. Inputs are quantized row by row while they are multiplied.

        Args:
            mode: "int8".
            config: an Int8QuantizationConfig, in place of a mode.
            filters: which layers: a regular expression that is searched for in their
                names, a list of such, or a function of a layer; all when None.
            type_check: whether subclasses of these layers stay as they are.

        Raises:
            ArgumentError: an unknown mode, a filter of another kind, or a layer that is
                quantized already.
            NotBuiltError: the weights do not exist yet.
            UnsupportedError: another mode of Keras.

        Example:
            >>> import kerasish
            >>> from kerasish import layers
            >>> model = kerasish.Sequential([kerasish.Input((8,)), layers.Dense(4)])
            >>> model.quantize("int8")
            >>> model.layers[0].kernel.dtype.name
            'int8'
        """
        config = resolved_config(mode, config)
        chosen = _chosen_by(filters)
        if not self.built:
            fail(
                f"model {self.name!r}: quantize needs weights, which do not exist",
                None,
                "call the model on data, or build it with model.build(input_shape)",
                NotBuiltError,
            )
        floats = []
        for layer in self._flatten_layers(include_self=False):
            if layer._layers or not chosen(layer):
                continue
            try:
                layer.quantize(type_check=type_check, config=config)
            except NotImplementedError:
                if any(weight.ndim > 1 for weight in layer.weights):
                    floats.append(f"{layer.name} ({type(layer).__name__})")
        _note_policies(self)
        if floats:
            warn(
                f"model {self.name!r}: these layers have no int8 and keep their "
                f"weights in floats: {', '.join(floats)}"
            )


def _note_policies(model) -> None:
    """Lets layers that make others, such as attention, know in their configs that these
    are quantized now: by a policy that is a map of paths."""
    for outer in model._flatten_layers(include_self=False):
        if not outer._layers or isinstance(outer, (Wrapper, ModelQuantization)):
            continue
        policies = {
            inner.path: inner.dtype_policy
            for inner in outer._layers
            if inner._is_quantized and inner.path is not None
        }
        if policies and not isinstance(outer.dtype_policy, DTypePolicyMap):
            outer.dtype_policy = DTypePolicyMap(outer.dtype_policy, policies)


def _chosen_by(filters) -> Callable:
    """Whether a layer is one of those that are asked for, as a function."""
    if filters is None:
        return lambda layer: True
    if isinstance(filters, str):
        filters = [filters]
    if isinstance(filters, (list, tuple)):
        return lambda layer: any(re.search(part, layer.name) for part in filters)
    if callable(filters):
        return filters
    fail(
        "quantize: filters must be a regular expression, several, or a function",
        f"{type(filters).__name__}: {filters!r}",
        "for example filters='dense'",
    )
