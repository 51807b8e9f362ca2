"""The policy of layers that train in 8-bit floats."""

from __future__ import annotations

from kerasish.base.rules import any_int
from kerasish.dtype_policies.quantized_dtype_policy import QuantizedDTypePolicy


class QuantizedFloat8DTypePolicy(QuantizedDTypePolicy):
    """8-bit floats with scales that follow the largest values of late.

    Args:
        mode: "float8".
        source_name: name of the policy before; the global one's when None.
        amax_history_length: how many largest values are remembered.
    """

    rules = {"amax_history_length": any_int}
    default_amax_history_length = 1024

    def __init__(self, mode, source_name=None, amax_history_length=1024):
        super().__init__(mode, source_name)
        self.amax_history_length = amax_history_length

    def get_config(self) -> dict:
        length = {"amax_history_length": self.amax_history_length}
        return {**super().get_config(), **length}
