"""The policy of layers with 4-bit weights in blocks."""

from __future__ import annotations

from kerasish.dtype_policies.quantized_dtype_policy import (
    QuantizedDTypePolicy,
    numbers_of_mode,
)


class Int4DTypePolicy(QuantizedDTypePolicy):
    """4-bit weights, a scale for each block of them.

    Args:
        mode: "int4/<block_size>"; -1 is one block for a channel.
        source_name: name of the policy before; the global one's when None.

    Raises:
        ArgumentError: a mode of another form.
    """

    def __init__(self, mode, source_name=None):
        (self.block_size,) = numbers_of_mode(self, mode, "int4", 1)
        super().__init__(mode, source_name)
        self.mode = "int4"
