"""What layers share that change the sizes of spatial axes and nothing else."""

from __future__ import annotations

from kerasish.base.discovery import internal
from kerasish.base.settings import standardize_data_format
from kerasish.layers.input_spec import InputSpec
from kerasish.layers.layer import Layer


@internal
class SpatialLayer(Layer):
    """A layer on (batch, *spatial, channels), or channels first.

    A subclass sets ``rank``, the number of spatial axes, and says in ``new_size`` what
    becomes of a size.
    """

    rank: int
    data_format = "channels_last"

    def _start(self, data_format="channels_last") -> None:
        self.data_format = standardize_data_format(data_format)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    @property
    def first_axis(self) -> int:
        """The first spatial axis."""
        return 2 if self.data_format == "channels_first" else 1

    def for_each_axis(self, per_axis, elsewhere) -> list:
        """A value for each axis of the input: those given at the spatial ones."""
        values = [elsewhere] * (self.rank + 2)
        values[self.first_axis : self.first_axis + self.rank] = per_axis
        return values

    def new_size(self, size: int, position: int) -> int:
        """The size that spatial axis number ``position`` of this size gets."""
        raise NotImplementedError(f"{type(self).__name__} must define new_size")

    def compute_output_shape(self, input_shape):
        sizes = list(input_shape)
        for position in range(self.rank):
            axis = self.first_axis + position
            if sizes[axis] is not None:
                sizes[axis] = self.new_size(sizes[axis], position)
        return tuple(sizes)
