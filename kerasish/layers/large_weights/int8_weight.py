"""Layers whose large weight may be kept, and multiplied, in int8."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.base.dtype_policy import get_policy
from kerasish.base.errors import UnsupportedError, fail
from kerasish.base.serialization import deserialize_keras_object
from kerasish.layers.large_weights.large_weight import LargeWeight
from kerasish.quantizers.abs_max_quantize import abs_max_quantize
from kerasish.quantizers.abs_max_quantizer import AbsMaxQuantizer
from kerasish.quantizers.quantization_config import require_int8, resolved_config


@internal
class Int8Weight(LargeWeight):
    """A layer that computes with W = q / scale, q in int8, one scale for each output.

    Subclasses say which axes share a scale and define ``_int8_call``.
    """

    quantization_modes = ("int8",)
    quantization_config = None
    #: axes of the weight that share a scale
    _summed_axes: tuple[int, ...] = (0,)

    def _start_quantization(self, config) -> None:
        """Takes the constructor's argument, an object or its config."""
        if isinstance(config, dict):
            config = deserialize_keras_object(config, family_name="quantizers")
        if config is not None:
            resolved_config(None, config)
        self.quantization_config = config

    def _add_large_weight(self, shape, initializer, regularizer, constraint):
        """The weight in the dtype of the policy, with its scale if that is int8."""
        if self.quantization_mode is not None:
            config = self.quantization_config
            self.quantized_build(shape, self.quantization_mode, config)
            return self._large
        return self.add_weight(
            shape,
            initializer,
            regularizer=regularizer,
            constraint=constraint,
            name=self.large_weight,
        )

    def quantized_build(self, input_shape, mode, config=None) -> None:
        """Makes the int8 weight of this shape, and its scale.

        Args:
            input_shape: of the weight.
            mode: "int8".
            config: an Int8QuantizationConfig.
        """
        require_int8(f"layer {self.name!r}", mode)
        chosen = AbsMaxQuantizer() if config is None else config.activation_quantizer
        self.inputs_quantizer = chosen
        values = self._add_part(
            input_shape, "zeros", dtype="int8", trainable=False, name=self.large_weight
        )
        setattr(self, f"_{self.large_weight}", values)
        name = self._part("*_scale")
        shape = self._scale_shape(input_shape)
        setattr(self, name, self._add_part(shape, "ones", trainable=False, name=name))
        self._is_quantized = True

    @property
    def _scale(self):
        return vars(self).get(self._part("*_scale"))

    def _scale_shape(self, shape) -> tuple:
        axes = {axis % len(shape) for axis in self._summed_axes}
        kept = graph.placeholder(
            "float32", [1 if i in axes else size for i, size in enumerate(shape)]
        )
        return tuple(self._scale_to_keep(kept).shape)

    def _scale_to_keep(self, scale):
        """The scale that a quantizer gives for the weight, as the layer keeps it."""
        return graph.squeeze(scale, self._summed_axes)

    def _scale_of_weight(self, scale):
        """A kept scale in a shape that the weight can be divided by."""
        return graph.expand_dims(scale, self._summed_axes)

    def _float_weight(self):
        """q / scale."""
        values = graph.cast(self._large, self.compute_dtype)
        return values / self._scale_of_weight(graph.as_tensor(self._scale))

    def quantize(self, mode=None, type_check=True, config=None):
        """Keeps the weight in int8 from now on: a quarter of the bytes.

        Args:
            mode: "int8".
            type_check: whether subclasses, whose call may do something else, refuse.
            config: an Int8QuantizationConfig, in place of a mode.

        Raises:
            ArgumentError: an unknown mode, or a layer that is quantized already.
            NotBuiltError: there is no weight yet.
            UnsupportedError: another mode of Keras, or a subclass.

        Example:
            >>> import numpy as np
            >>> import kerasish
            >>> layer = kerasish.layers.Dense(2)
            >>> layer.build((None, 3))
            >>> layer.quantize("int8")
            >>> [(w.name, w.dtype.name) for w in layer.weights]
            [('bias', 'float32'), ('kernel', 'int8'), ('kernel_scale', 'float32')]
        """
        config = self._checked_quantization(mode, config)
        if type_check and "_int8_call" not in vars(type(self)):
            fail(
                f"{type(self).__name__} {self.name!r}: quantize is not for subclasses",
                None,
                "define _int8_call with the arguments of call, or pass "
                "type_check=False to use that of the base class",
                UnsupportedError,
            )
        self.quantization_config = config
        policy = self.dtype_policy.at(self.path)
        self._replace_weights(config)
        if policy.quantization_mode is None:
            self.dtype_policy = get_policy(f"{config.mode}_from_{policy.name}")
        self._note_adaptation()

    def _replace_weights(self, config) -> None:
        """Puts int8 variables in the place of those of floats."""
        quantizer = config.weight_quantizer
        if quantizer is None:
            quantizer = AbsMaxQuantizer(axis=self._summed_axes)
        weight = self._large
        values, scale = quantizer(weight, to_numpy=True)
        delattr(self, f"_{self.large_weight}")
        self.quantized_build(tuple(weight.shape), config.mode, config)
        self._large.assign(values)
        self._scale.assign(self._scale_to_keep(scale))

    # ---- what is kept in files

    def _stored_variables(self) -> list:
        stored = super()._stored_variables()
        if self._scale is None:
            return stored
        return [self._large, *[v for v in stored if v is not self._large]]

    def _merged_values(self) -> dict:
        if self._scale is None:
            return super()._merged_values()
        weight = graph.add(self._float_weight(), self._low_rank())
        values, scale = abs_max_quantize(weight, self._summed_axes, to_numpy=True)
        kept = self._scale_to_keep(scale)
        return {id(self._large): values.numpy(), id(self._scale): kept.numpy()}
