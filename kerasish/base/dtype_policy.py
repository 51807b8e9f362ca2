"""Dtype policies: in which dtype a layer computes and in which it keeps its weights."""

from __future__ import annotations

from kerasish.base.configured import Configured
from kerasish.base.errors import fail
from kerasish.base.settings import floatx, standardize_dtype

_GLOBAL: list[DTypePolicy | None] = [None]


class DTypePolicy(Configured):
    """A name such as "float32" or "mixed_float16".

    Args:
        name: a dtype, used for everything; or "mixed_float16": weights in float32,
            computation in float16.
    """

    keras_module = "keras"

    def __init__(self, name="float32"):
        if not isinstance(name, str):
            fail("DTypePolicy: name must be a string", {"name": repr(name)})
        self._name = name
        if name.startswith("mixed_"):
            self.compute_dtype = name.removeprefix("mixed_")
            self.variable_dtype = "float32"
            if self.compute_dtype == "bfloat16":
                raise NotImplementedError(
                    "mixed_bfloat16 is not supported yet; use mixed_float16 or float32"
                )
            if self.compute_dtype != "float16":
                fail("DTypePolicy: unknown policy", {"name": repr(name)})
        else:
            self.compute_dtype = self.variable_dtype = standardize_dtype(name)

    @property
    def name(self) -> str:
        return self._name

    def __eq__(self, other):
        return isinstance(other, DTypePolicy) and other.name == self.name

    def __hash__(self):
        return hash(self._name)

    def __repr__(self):
        return f'<DTypePolicy "{self._name}">'


def dtype_policy() -> DTypePolicy:
    """The policy of layers that are not told one."""
    return DTypePolicy(floatx()) if _GLOBAL[0] is None else _GLOBAL[0]


def set_dtype_policy(policy) -> None:
    """Sets the policy of the layers made from now on."""
    _GLOBAL[0] = get_policy(policy)


def get_policy(identifier) -> DTypePolicy:
    """The policy of a name, a dtype, a config or None (the global one)."""
    if identifier is None:
        return dtype_policy()
    if isinstance(identifier, DTypePolicy):
        return identifier
    if isinstance(identifier, dict):
        identifier = identifier["config"]["name"]
    return DTypePolicy(
        identifier if isinstance(identifier, str) else standardize_dtype(identifier)
    )
