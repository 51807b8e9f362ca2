"""Numbers rounded as a quantized model would, for training with it in mind."""

from __future__ import annotations

from kerasish import ops
from kerasish.base.tensors import convert_to_tensor


def fake_quant_with_min_max_vars(
    inputs, min_vals, max_vals, num_bits=8, narrow_range=False, axis=None
):
    """y = inputs clipped to a range and rounded to 2**num_bits even steps in it.

    The range is moved a little, so that 0 is one of the steps.

    Args:
        inputs: floats.
        min_vals, max_vals: of the range, below and above zero; one for each place of
            ``axis``.
        num_bits: 2 or more.
        narrow_range: whether there is one step less.
        axis: of channels with ranges of their own; None for one range.

    Gradient:
        dy inside of the range for the inputs; below it for min_vals, above for
        max_vals, in sum.

    Example:
        >>> from kerasish import quantizers
        >>> quantizers.fake_quant_with_min_max_vars(
        ...     [-9.0, 0.4, 0.6, 9.0], 0.0, 3.0, num_bits=2
        ... ).numpy()
        array([0., 0., 1., 3.], dtype=float32)
    """
    inputs = convert_to_tensor(inputs)
    low, high = convert_to_tensor(min_vals), convert_to_tensor(max_vals)
    shape = [1] * inputs.ndim
    if axis is not None:
        shape[axis] = -1
        others = [i for i in range(inputs.ndim) if i != axis % inputs.ndim]
    least, most = int(narrow_range), 2 ** int(num_bits) - 1

    def total(dy, bound):
        summed = ops.sum(dy) if axis is None else ops.sum(dy, axis=others)
        return ops.reshape(summed, ops.shape(bound))

    @ops.custom_gradient
    def rounded(x, low, high):
        first, last, step, steps = _range(low, high, least, most)
        if axis is not None:
            first, last, step, steps = (
                ops.reshape(value, shape) for value in (first, last, step, steps)
            )
        zero = ops.floor(0.5 - first * steps)
        wide = ops.cast(x, first.dtype)
        number = (ops.clip(wide, first, last) - first) * steps - zero
        y = ops.cast(ops.floor(number + 0.5) * step, x.dtype)

        def grad(upstream):
            inside = ops.logical_and(wide >= first, wide <= last)
            return (
                ops.where(inside, upstream, 0.0),
                total(ops.where(wide <= first, upstream, 0.0), low),
                total(ops.where(wide >= last, upstream, 0.0), high),
            )

        return y, grad

    return rounded(inputs, low, high)


def _range(low, high, least: int, most: int):
    """The range with 0 among its steps: (first, last, a step, steps in 1)."""
    dtype = "float64" if low.dtype == "float64" else "float32"
    low, high = ops.cast(low, dtype), ops.cast(high, dtype)
    step = (high - low) / (most - least)
    steps = (most - least) / (high - low)
    zero = ops.round(ops.clip(least - low / step, least, most))
    return (least - zero) * step, (most - zero) * step, step, steps
