"""The attribute under which a layer shows its large weight."""

from __future__ import annotations

from kerasish.base.discovery import internal
from kerasish.layers.missing import missing_attribute


@internal
class MergedWeight:
    """``layer.kernel``: the variable ``_kernel``, or with LoRA the sum as a tensor."""

    def __set_name__(self, owner, name: str) -> None:
        self.name = name

    def __get__(self, layer, owner=None):
        if layer is None:
            return self
        weight = vars(layer).get(f"_{self.name}")
        if weight is None:
            raise missing_attribute(layer, self.name)
        return layer._merged(weight)

    def __set__(self, layer, weight) -> None:
        setattr(layer, f"_{self.name}", weight)
