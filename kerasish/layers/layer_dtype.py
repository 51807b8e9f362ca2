"""The part of a layer that knows its dtypes."""

from __future__ import annotations

import graph
from kerasish.base.changes import note_change
from kerasish.base.dtype_policy import DTypePolicy, get_policy
from kerasish.base.naming import current_path
from kerasish.base.settings import is_float_dtype
from kerasish.base.variable import reading_dtype
from kerasish.dtype_policies.dtype_policy_map import DTypePolicyMap


class LayerDType:
    """Dtypes by a policy; one that is a map has a policy for each path."""

    @property
    def dtype_policy(self) -> DTypePolicy:
        """The policy; setting it holds from then on, for weights made later.

        A policy set on a layer whose policy is a map goes into the map.
        """
        return self.__dict__["_dtype_policy"]

    @dtype_policy.setter
    def dtype_policy(self, value) -> None:
        policy, old = policy_of_layer(value, self), self.dtype_policy
        if isinstance(old, DTypePolicyMap) and self.path:
            if self.path in old:
                del old[self.path]
            old[self.path] = policy
        else:
            vars(self)["_dtype_policy"] = policy
        note_change()
        mode = policy.quantization_mode
        if mode is not None and self.built and not self._is_quantized:
            self.quantize(mode)

    @property
    def path(self) -> str | None:
        """Names of the layers around and of this one; None until it is built."""
        return self.__dict__.get("_path")

    def _note_path(self) -> None:
        """Takes note of the path when the layer is first built or called."""
        if self.__dict__.get("_path") is None:
            vars(self)["_path"] = current_path()

    @property
    def dtype(self) -> str:
        """The dtype of the weights."""
        return self.variable_dtype

    @property
    def variable_dtype(self) -> str:
        """The dtype of the weights."""
        return self.dtype_policy.at(self.path).variable_dtype

    @property
    def compute_dtype(self) -> str:
        """The dtype of the computation."""
        return self.dtype_policy.at(self.path).compute_dtype

    @property
    def input_dtype(self) -> str:
        """The dtype that inputs are cast to, if they are floats."""
        return self.compute_dtype

    @property
    def quantization_mode(self) -> str | None:
        """How the weights are quantized, None where they are floats."""
        return self.dtype_policy.at(self.path).quantization_mode

    @property
    def _reading_dtype(self) -> str | None:
        """The dtype in which `call` reads weights that are floats, None for their own.

        Outside of other layers it follows from the policy; inside of a layer that reads
        in some dtype, ``autocast=False`` and dtypes without fractions switch that off.
        """
        dtype = self.compute_dtype
        if reading_dtype() is None:
            return dtype if dtype != self.variable_dtype else None
        return dtype if self.autocast and is_float_dtype(dtype) else None


def policy_of_layer(identifier, layer) -> DTypePolicy:
    """The policy of what a layer is given as its dtype.

    Raises:
        NotImplementedError: a policy of quantized weights that the layer has not.
    """
    policy = get_policy(identifier)
    if policy.quantization_mode not in (None, *layer.quantization_modes):
        raise NotImplementedError(
            f"{type(layer).__name__} with the policy {policy.name!r} is not supported: "
            "use the policy that it was made from; Dense, EinsumDense and Embedding "
            "have 'int8'"
        )
    if "bfloat16" in (policy.compute_dtype, policy.variable_dtype):
        graph.as_dtype("bfloat16")  # what is missing is said here, not in a call
    return policy
