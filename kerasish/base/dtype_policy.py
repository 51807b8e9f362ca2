"""Dtype policies: in which dtype a layer computes and in which it keeps its weights."""

from __future__ import annotations

from typing import Any

import graph
from kerasish.base.configured import Configured
from kerasish.base.discovery import family
from kerasish.base.errors import fail
from kerasish.base.serialization import deserialize_keras_object
from kerasish.base.settings import floatx, standardize_dtype

_GLOBAL: list[DTypePolicy | None] = [None]
_MIXED = {"mixed_float16": "float16", "mixed_bfloat16": "bfloat16"}
#: how the names of policies for quantized layers begin
QUANTIZATION_MODES = ("int8", "float8", "int4", "gptq", "awq")
_PREFIXES = {
    "gptq": "GPTQ",
    "awq": "AWQ",
    "float8": "QuantizedFloat8",
    "int4/": "Int4",
}


class DTypePolicy(Configured):
    """A name such as "float32" or "mixed_float16".

    Args:
        name: a dtype, used for everything; or "mixed_float16" or "mixed_bfloat16":
            weights in float32, computation in half of the bits. None: the global
            policy's name.

    Raises:
        ArgumentError: another name.

    Example:
        >>> import kerasish
        >>> policy = kerasish.DTypePolicy("mixed_float16")
        >>> policy.compute_dtype, policy.variable_dtype
        ('float16', 'float32')
    """

    keras_module = "keras"
    #: how the weights are quantized, None for those of floats
    quantization_mode: str | None = None

    def __init__(self, name: str | None = None) -> None:
        name = dtype_policy().name if name is None else name
        if not isinstance(name, str):
            fail("DTypePolicy: name must be a string", {"name": repr(name)})
        self._name = name
        self._compute_dtype, self._variable_dtype = _parsed(name)

    @property
    def name(self) -> str:
        return self._name

    @property
    def compute_dtype(self) -> str:
        """The dtype of computations."""
        return self._compute_dtype

    @property
    def variable_dtype(self) -> str:
        """The dtype of weights."""
        return self._variable_dtype

    def at(self, path: str | None) -> DTypePolicy:
        """The policy of the layer with this path: this one, unless it is a map."""
        return self

    def convert_input(self, x: Any, autocast: Any, dtype: Any) -> Any:
        """x as a tensor; floats are cast to a dtype if autocast is true.

        What is neither a tensor nor an array is given back as it is.
        """
        if not isinstance(x, graph.Tensor):
            if not hasattr(x, "__array__"):
                return x
            x = graph.as_tensor(x)
        is_float = graph.kind_of(x.dtype) == "f"
        return graph.cast(x, dtype) if autocast and is_float else x

    def get_config(self) -> dict[str, str]:
        return {"name": self.name}

    def __eq__(self, other: object) -> bool:
        kinds = (type(self)._compared_as(), getattr(type(other), "_compared_as", None))
        return kinds[1] is not None and kinds[0] is kinds[1]() and self._same(other)

    @classmethod
    def _compared_as(cls) -> type:
        """The class with whose objects this one's are compared."""
        return cls

    def _same(self, other: Any) -> bool:
        return bool(self.get_config() == other.get_config())

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f'<{type(self)._compared_as().__name__} "{self.name}">'


def _parsed(name: str) -> tuple[str, str]:
    """The dtypes of computation and of weights that a name stands for."""
    if name in _MIXED:
        return _MIXED[name], "float32"
    if name.startswith("mixed_"):
        fail(
            "DTypePolicy: unknown policy",
            {"name": repr(name)},
            f"one of {', '.join(_MIXED)}, or a dtype such as 'float32'",
        )
    dtype = standardize_dtype(name)
    return dtype, dtype


def dtype_policy() -> DTypePolicy:
    """The policy of layers that are not told one."""
    return DTypePolicy(floatx()) if _GLOBAL[0] is None else _GLOBAL[0]


def set_dtype_policy(policy: str) -> None:
    """Sets the policy of the layers made from now on.

    Args:
        policy: a DTypePolicy, or a name such as "mixed_bfloat16".

    Raises:
        ArgumentError: neither of them, or an unknown name.
    """
    if not isinstance(policy, (DTypePolicy, str)):
        fail(
            "set_dtype_policy: policy must be a name or a DTypePolicy",
            {"policy": repr(policy)},
            "for example 'mixed_float16'",
        )
    _GLOBAL[0] = get_policy(policy)


def get_policy(identifier: Any) -> DTypePolicy:
    """The policy of a name, a dtype, a config or None (the global one).

    Raises:
        ArgumentError: none of them.
    """
    if identifier is None:
        return dtype_policy()
    if isinstance(identifier, DTypePolicy):
        return identifier
    if isinstance(identifier, dict):
        found: DTypePolicy = deserialize_keras_object(
            identifier, family_name="dtype_policies"
        )
        return found
    if not isinstance(identifier, str):
        identifier = standardize_dtype(identifier)
    is_quantized = identifier.startswith(QUANTIZATION_MODES) and "_from_" in identifier
    return _quantized(identifier) if is_quantized else DTypePolicy(identifier)


def _quantized(name: str) -> DTypePolicy:
    """The policy that a name such as "int8_from_float32" stands for."""
    mode, _, source = name.partition("_from_")
    base = mode.partition("/")[0]
    prefix = _PREFIXES.get("int4/" if mode.startswith("int4/") else base, "Quantized")
    kind: Any = family("dtype_policies").find(f"{prefix}DTypePolicy")
    found: DTypePolicy = kind(mode, source)
    return found
