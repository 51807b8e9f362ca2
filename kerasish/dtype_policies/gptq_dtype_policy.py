"""The policy of layers that GPTQ quantized."""

from __future__ import annotations

from kerasish.base.errors import fail
from kerasish.dtype_policies.quantized_dtype_policy import (
    QuantizedDTypePolicy,
    numbers_of_mode,
)


class GPTQDTypePolicy(QuantizedDTypePolicy):
    """Weights of few bits, chosen column by column on sample data.

    Args:
        mode: "gptq/<weight_bits>/<group_size>"; 2, 3, 4 or 8 bits.
        source_name: name of the policy before; the global one's when None.

    Raises:
        ArgumentError: a mode of another form, or another number of bits.
    """

    base_mode = "gptq"
    possible_bits: tuple[int, ...] = (2, 3, 4, 8)

    def __init__(self, mode, source_name=None):
        base = self.base_mode
        self.weight_bits, self.group_size = numbers_of_mode(self, mode, base, 2)
        if self.weight_bits not in self.possible_bits:
            fail(
                f"{type(self).__name__}: weight_bits must be one of "
                f"{', '.join(map(str, self.possible_bits))}",
                {"mode": repr(mode)},
                f"for example {base}/4/128",
            )
        super().__init__(mode, source_name)
        self.mode = base
