"""The part of a layer that knows whether its weights are small integers."""

from __future__ import annotations

from typing import NoReturn

from kerasish.base.errors import NotBuiltError, UnsupportedError, fail
from kerasish.quantizers.quantization_config import resolved_config


class LayerQuantization:
    """What every layer has of quantization; `Int8Weight` has the rest."""

    #: modes in which the layer computes besides floats
    quantization_modes: tuple[str, ...] = ()
    _is_quantized = False

    def _checked_quantization(self, mode, config):
        """The config of a call of `quantize`.

        Raises:
            NotBuiltError: the layer has no weights yet.
            ArgumentError: quantized already, or a dtype that does not go with int8.
        """
        config = resolved_config(mode, config)
        label = f"layer {self.name!r}"
        if not self.built:
            fail(
                f"{label}: quantize needs weights, which do not exist",
                None,
                "call the layer on data, or build it with layer.build(input_shape)",
                NotBuiltError,
            )
        if self._is_quantized:
            fail(
                f"{label} is quantized already",
                {"dtype_policy": self.dtype_policy.at(self.path).name},
                "call quantize once",
            )
        if self.compute_dtype == "float16":
            fail(
                f"{label}: int8 does not go with float16",
                {"compute_dtype": "float16"},
                "load the model with dtype='mixed_bfloat16' or 'float32' first",
            )
        return config

    def quantize(self, mode=None, type_check=True, config=None) -> NoReturn:
        """Not for layers of this kind."""
        resolved_config(mode, config)
        self._refuse_quantization("quantize")

    def quantized_build(self, input_shape, mode, config=None) -> NoReturn:
        """Not for layers of this kind."""
        self._refuse_quantization("quantized_build")

    def quantized_call(self, *args, **kwargs):
        """The computation with the weights that `quantize` has made."""
        if self.quantization_mode is None:
            self._refuse_quantization("quantized_call")
        return self._int8_call(*args, **kwargs)

    def _int8_call(self, *args, **kwargs) -> NoReturn:
        self._refuse_quantization("_int8_call")

    def _computation(self, *args, **kwargs):
        """What a call computes: `call`, or that of quantized weights."""
        if self.quantization_mode is None:
            return self.call(*args, **kwargs)
        return self.quantized_call(*args, **kwargs)

    def _refuse_quantization(self, method: str) -> NoReturn:
        fail(
            f"{type(self).__name__} {self.name!r} has no {method}",
            None,
            "keep its weights in floats; Dense, EinsumDense, Embedding and "
            "ReversibleEmbedding can be int8, which model.quantize('int8') makes them",
            UnsupportedError,
        )
