"""What `quantize` may be told: how weights and inputs become whole numbers."""

from __future__ import annotations

from typing import NoReturn

from kerasish.base.configured import Configured
from kerasish.base.discovery import family, internal
from kerasish.base.dtype_policy import QUANTIZATION_MODES
from kerasish.base.errors import UnsupportedError, fail
from kerasish.base.serialization import deserialize_keras_object

_INSTEAD = {
    "int4": "'int8' needs twice the bytes and keeps more of the accuracy",
    "float8": "train with dtype='mixed_bfloat16', and quantize('int8') afterwards",
    "gptq": "'int8' needs no data to calibrate with",
    "awq": "'int8' needs no data to calibrate with",
}


class QuantizationConfig(Configured):
    """The base class of configs, one for each mode.

    Args:
        weight_quantizer: of the weights; that of the layer when None.
        activation_quantizer: of the inputs; None leaves them as they are.
    """

    def __init__(self, weight_quantizer=None, activation_quantizer=None):
        self.weight_quantizer = weight_quantizer
        self.activation_quantizer = activation_quantizer

    @property
    def mode(self) -> str:
        """The mode that this is the config of."""
        raise NotImplementedError(
            "a QuantizationConfig has no mode: take that of a mode, such as "
            "Int8QuantizationConfig"
        )

    @classmethod
    def from_config(cls, config):
        """The config that plain data describes."""
        return super().from_config(
            {
                key: deserialize_keras_object(value, family_name="quantizers")
                for key, value in config.items()
            }
        )


@internal
def resolved_config(mode, config) -> QuantizationConfig:
    """The config that `quantize` works with.

    Args:
        mode: "int8", or None with a config.
        config: a QuantizationConfig, the name of a mode, or None for that of the mode.

    Raises:
        ArgumentError: neither of them, an unknown mode, or two that differ.
        UnsupportedError: a mode of Keras that is not here.
    """
    if isinstance(config, str):
        mode, config = config, None
    if config is not None and not isinstance(config, QuantizationConfig):
        fail(
            "quantize: config must be a QuantizationConfig",
            f"{type(config).__name__}: {config!r}",
            "for example kerasish.quantizers.Int8QuantizationConfig()",
        )
    if config is None and mode is None:
        fail("quantize: a mode or a config is needed", None, "quantize('int8')")
    if config is not None and mode not in (None, config.mode):
        fail(
            "quantize: mode and config differ",
            {"mode": mode, "config.mode": config.mode},
            "give one of them",
        )
    mode = config.mode if mode is None else mode
    require_int8("quantize", mode)
    if config is None:
        return family("quantizers").find("Int8QuantizationConfig")()
    return config


@internal
def require_int8(what: str, mode) -> None:
    """Raises unless the mode is "int8".

    Raises:
        ArgumentError: an unknown mode.
        UnsupportedError: a mode of Keras that is not here.
    """
    if mode not in QUANTIZATION_MODES:
        fail(
            f"{what}: unknown mode",
            {"mode": repr(mode)},
            f"one of {', '.join(QUANTIZATION_MODES)}",
        )
    if mode != "int8":
        _refuse(what, mode)


def _refuse(what: str, mode: str) -> NoReturn:
    fail(f"{what}: {mode!r} is not supported", None, _INSTEAD[mode], UnsupportedError)
