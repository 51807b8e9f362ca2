"""Inputs shifted and scaled to mean 0 and variance 1."""

from __future__ import annotations

import numpy as np

import graph
from kerasish.base import rules
from kerasish.base.errors import NotBuiltError, fail
from kerasish.base.rules import Rule
from kerasish.base.serialization import deserialize_keras_object
from kerasish.base.settings import epsilon
from kerasish.layers.argument_rules import axis_or_axes
from kerasish.layers.preprocessing.adapt_batches import (
    batches_of,
    float_array,
    is_one_array,
)
from kerasish.layers.preprocessing.plain_inputs import PlainInputs
from kerasish.layers.preprocessing.running_moments import RunningMoments
from kerasish.layers.same_shape import SameShapeLayer

_AXES = Rule(
    "an axis, a list of axes, or None",
    lambda v: v is None or v == () or v == [] or axis_or_axes.accepts(v),
    (1.5, "1", [0.5]),
)


def _are_numbers(value) -> bool:
    if isinstance(value, (dict, graph.Tensor)) or value is None:
        return True
    try:
        return np.asarray(value).dtype.kind in "iuf"
    except ValueError:
        return False


_NUMBERS = Rule("numbers or None", _are_numbers, ("1", ["a"], [[1], [1, 2]]))


class Normalization(SameShapeLayer, PlainInputs):
    """y = (x - mean) / max(sqrt(variance), epsilon), with what `adapt` found in data.

    Args:
        axis: axes with a mean and a variance for each index; one of each for everything
            when None.
        mean, variance: numbers in place of `adapt`, both or none: one for everything,
            or as many as the last of the axes have.
        invert: whether to undo it: y = x * max(sqrt(variance), epsilon) + mean.

    Weights:
        mean, variance, and count, which is 0 always; none with `mean` and `variance`
        given.

    Raises:
        ArgumentError: one of mean and variance without the other, or of another shape.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.Normalization(axis=None)
        >>> layer.adapt(np.array([1.0, 2.0, 3.0, 4.0, 5.0]))
        >>> layer(np.array([1.0, 3.0])).numpy()
        array([-1.4142135,  0.       ], dtype=float32)
    """

    rules = {
        "axis": _AXES,
        "mean": _NUMBERS,
        "variance": _NUMBERS,
        "invert": rules.boolean,
    }

    def __init__(self, axis=-1, mean=None, variance=None, invert=False, **kwargs):
        super().__init__(**kwargs)
        axes = () if axis is None else axis
        self.axis = tuple(axes) if isinstance(axes, (tuple, list)) else (axes,)
        self.invert = invert
        given = [deserialize_keras_object(part) for part in (mean, variance)]
        given = [None if part is None else np.asarray(part) for part in given]
        self.input_mean, self.input_variance = given
        self._check_given()

    def _check_given(self) -> None:
        mean, variance = self.input_mean, self.input_variance
        shapes = [None if v is None else v.shape for v in (mean, variance)]
        if shapes[0] != shapes[1]:
            fail(
                "Normalization: mean and variance must have the same shape",
                {"mean": shapes[0], "variance": shapes[1]},
                "give both or neither; without them, call adapt",
            )
        if mean is not None and mean.ndim > len(self.axis):
            fail(
                "Normalization: mean has more axes than are kept",
                {"mean": mean.shape, "axis": self.axis},
                "name the axes that it belongs to",
            )

    def build(self, input_shape=None):
        if input_shape is None:
            return
        self._build_input_shape = tuple(input_shape)
        self._keep_axis = self._kept(input_shape)
        self._broadcast_shape = tuple(
            size if axis in self._keep_axis else 1
            for axis, size in enumerate(input_shape)
        )
        if self.input_mean is not None:
            self._check_given_fits(input_shape)
            return
        shape = tuple(input_shape[axis] for axis in self._keep_axis)

        def weight(name, shape, initializer, dtype=None):
            return self.add_weight(shape, initializer, dtype, False, name=name)

        self.adapt_mean = weight("mean", shape, "zeros")
        self.adapt_variance = weight("variance", shape, "ones")
        self.count = weight("count", (), "zeros", "int64")

    def _check_given_fits(self, input_shape) -> None:
        own = self.input_mean.shape
        kept = [input_shape[axis] for axis in self._keep_axis]
        if any(a not in (1, b) for a, b in zip(own, kept[len(kept) - len(own) :])):
            fail(
                f"layer {self.name!r}: mean does not fit the input",
                {"mean": own, "sizes of the axes kept": kept},
                "give one number for each index of these axes, or one for all",
                graph.ShapeError,
            )

    def _kept(self, input_shape) -> tuple:
        """The axes with numbers of their own, counted from 0 and in order."""
        rank = len(input_shape)
        if any(not -rank <= axis < rank for axis in self.axis):
            fail(
                f"layer {self.name!r}: an axis is not among those of the input",
                {"axis": self.axis, "input": tuple(input_shape)},
                f"axes are from {-rank} to {rank - 1}",
            )
        kept = tuple(sorted({axis % rank for axis in self.axis}))
        if any(input_shape[axis] is None for axis in kept):
            fail(
                f"layer {self.name!r}: the sizes of kept axes must be known",
                {"axis": self.axis, "input": tuple(input_shape)},
                "give these sizes in Input(shape), or keep other axes",
                graph.ShapeError,
            )
        return kept

    def adapt(self, data) -> None:
        """Takes mean and variance from data.

        Args:
            data: an array or tensor, or an iterable (also a dataset with a length) of
                batches; of a batch (x, y), x counts.

        Raises:
            DataError: no data, or no arrays.
            ShapeError: batches that do not fit the layer.
        """
        if self.input_mean is not None:
            fail(
                f"layer {self.name!r}: mean and variance were given",
                None,
                "leave them out to adapt the layer to data",
            )
        batches = [data] if is_one_array(data) else batches_of(data, self.name)
        moments = None
        for batch in batches:
            array = float_array(batch, self.name)
            if moments is None:
                if not self.built:
                    self.build(array.shape)
                moments = RunningMoments(self._keep_axis)
            self._check_fits(array)
            moments.add(array)
        self.adapt_mean.assign(moments.mean.astype(self.dtype))
        self.adapt_variance.assign(moments.variance.astype(self.dtype))

    def _check_fits(self, array) -> None:
        built = self._build_input_shape
        fits = array.ndim == len(built) and all(
            array.shape[axis] == built[axis] for axis in self._keep_axis
        )
        if not fits:
            fail(
                f"layer {self.name!r}: data of another shape than before",
                {"data": array.shape, "layer": built},
                "adapt the layer to data like its input",
                graph.ShapeError,
            )

    @property
    def mean(self):
        """What is subtracted, in a shape that fits the input; None before `build`."""
        return self._spread(self.input_mean, "adapt_mean")

    @property
    def variance(self):
        """What is divided by, squared; see `mean`."""
        return self._spread(self.input_variance, "adapt_variance")

    def _spread(self, given, name):
        if not self.built:
            return None
        if given is None:
            value = graph.reshape(getattr(self, name), self._broadcast_shape)
            return graph.cast(value, self.compute_dtype)
        shape = [1] * len(self._broadcast_shape)
        own = self._keep_axis[len(self._keep_axis) - given.ndim :]
        for axis, size in zip(own, given.shape):
            shape[axis] = size
        value = np.broadcast_to(given.reshape(shape), self._broadcast_shape)
        return graph.as_tensor(value.astype(self.compute_dtype))

    def call(self, inputs):
        if not self.built:
            fail(
                f"layer {self.name!r} has no mean yet", None, "adapt it", NotBuiltError
            )
        x = graph.cast(inputs, self.compute_dtype)
        deviation = graph.maximum(graph.sqrt(self.variance), epsilon())
        y = self.mean + x * deviation if self.invert else (x - self.mean) / deviation
        if any(x.shape[axis] is None for axis in self._keep_axis):
            y = graph.reshape(y, graph.shape(x))  # a size that is open stays open
        return y

    def get_config(self) -> dict:
        given = {"mean": self.input_mean, "variance": self.input_variance}
        given = {k: None if v is None else v.tolist() for k, v in given.items()}
        return {**super().get_config(), "axis": list(self.axis), **given}
