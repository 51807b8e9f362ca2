"""Policies of layers whose weights are quantized."""

from __future__ import annotations

from kerasish.base.discovery import internal
from kerasish.base.dtype_policy import QUANTIZATION_MODES, DTypePolicy, dtype_policy
from kerasish.base.errors import fail


class QuantizedDTypePolicy(DTypePolicy):
    """A way of quantizing and the policy that a layer had before.

    Layers take those of "int8" where they have it; the others can be made and saved.

    Args:
        mode: "int8", "float8", "int4", "gptq" or "awq".
        source_name: name of the policy before; the global one's when None.

    Raises:
        ArgumentError: an unknown mode, or "int8" from float16.

    Example:
        >>> from kerasish import dtype_policies
        >>> dtype_policies.get("int8_from_float32").compute_dtype
        'float32'
    """

    keras_module = "keras.dtype_policies"

    def __init__(self, mode, source_name=None):
        source_name = dtype_policy().name if source_name is None else source_name
        super().__init__(source_name)
        base = str(mode).partition("/")[0]
        if base not in QUANTIZATION_MODES:
            fail(
                f"{type(self).__name__}: unknown mode",
                {"mode": repr(mode)},
                f"one of {', '.join(QUANTIZATION_MODES)}",
            )
        if base == "int8" and self.compute_dtype == "float16":
            fail(
                f"{type(self).__name__}: int8 does not go with float16",
                {"mode": mode, "source_name": source_name},
                "take mixed_bfloat16 or float32",
            )
        self.quantization_mode = base
        self._mode, self._source_name = mode, source_name
        self._name = f"{mode}_from_{source_name}"

    def get_config(self) -> dict:
        return {"mode": self._mode, "source_name": self._source_name}


@internal
def numbers_of_mode(policy, mode: str, base: str, count: int) -> list[int]:
    """The whole numbers behind the slashes of a mode; the last is a size of groups.

    Raises:
        ArgumentError: another number of them, or a size that is neither -1 nor > 0.
    """
    first, *rest = str(mode).split("/")
    numbers = [int(part) for part in rest if part.lstrip("-").isdigit()]
    if first != base or len(numbers) != count or len(rest) != count:
        form = "/".join([base, *["<number>"] * count])
        fail(
            f"{type(policy).__name__}: mode has another form",
            {"mode": repr(mode)},
            f"write it as {form!r}",
        )
    if numbers[-1] < -1 or numbers[-1] == 0:
        fail(
            f"{type(policy).__name__}: the last number is the size of groups",
            {"mode": repr(mode)},
            "-1 for one group, or a positive integer",
        )
    return numbers
