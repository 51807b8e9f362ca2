"""What the merging layers share that choose one of the elements."""

from __future__ import annotations

import graph
from kerasish.base.discovery import internal
from kerasish.layers.merging.base_merge import BaseMerge, elementwise_mask


@internal
class MaskedChoice(BaseMerge):
    """The largest or smallest element, where masked elements are not chosen.

    A subclass names the function in ``choice``.
    """

    #: graph.maximum or graph.minimum, by name
    choice: str

    def merge(self, inputs):
        choose = getattr(graph, self.choice)
        output, output_mask = inputs[0], elementwise_mask(inputs[0])
        for x in inputs[1:]:
            mask = elementwise_mask(x)
            # a masked element gives way to what is there already, and the reverse
            x = x if mask is None else graph.where(mask, x, output)
            if output_mask is not None:
                output = graph.where(output_mask, output, x)
            both = mask is not None and output_mask is not None
            output_mask = graph.logical_or(output_mask, mask) if both else None
            output = choose(output, x)
        return output
