"""The policy of layers that AWQ quantized."""

from __future__ import annotations

from kerasish.dtype_policies.gptq_dtype_policy import GPTQDTypePolicy


class AWQDTypePolicy(GPTQDTypePolicy):
    """4-bit weights, scaled by how large their inputs are.

    Args:
        mode: "awq/4/<group_size>".
        source_name: name of the policy before; the global one's when None.

    Raises:
        ArgumentError: a mode of another form, or other than 4 bits.
    """

    base_mode = "awq"
    possible_bits = (4,)
