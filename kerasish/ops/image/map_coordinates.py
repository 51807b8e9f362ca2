"""Values between the elements of a tensor."""

from __future__ import annotations

import graph
from kerasish.base.errors import fail
from kerasish.base.tensors import convert_to_tensor
from kerasish.ops.image.layout import require_one_of

MODES = ("constant", "nearest", "wrap", "mirror", "reflect")


def map_coordinates(
    inputs, coordinates, order: int, fill_mode: str = "constant", fill_value=0
) -> graph.Tensor:
    """y[p] = inputs at the point coordinates[:, p], between the elements around it.

    Args:
        inputs: a tensor of n axes.
        coordinates: (n, *points); element i of an axis lies at i.
        order: 0 for the nearest element, 1 for linear interpolation.
        fill_mode: what stands beyond the ends: "constant" (`fill_value`), "nearest",
            "wrap", "mirror" (c b | a b c | b a), or "reflect": (c b | a b c | c b), in
            front without the first element, as Keras has it with TensorFlow.
        fill_value: a scalar.

    Returns:
        (*points), in the dtype of the inputs; integers are rounded, halves to even.

    Raises:
        ArgumentError: shapes that do not fit together, an unknown mode.
        NotImplementedError: splines of a higher order.

    Example:
        >>> from kerasish import ops
        >>> ops.image.map_coordinates([1.0, 5.0], [[0.5, 1.0, 3.0]], 1).numpy()
        array([3., 5., 0.], dtype=float32)
    """
    inputs, coordinates = convert_to_tensor(inputs), convert_to_tensor(coordinates)
    require_one_of("map_coordinates", "fill_mode", fill_mode, MODES)
    if coordinates.ndim < 2 or coordinates.shape[0] != inputs.ndim:
        fail(
            "map_coordinates: coordinates must have a row for each axis of inputs",
            {"inputs": inputs.spec, "coordinates": coordinates.spec},
            "give (axes of inputs, *points)",
        )
    if order not in (0, 1):
        raise NotImplementedError(
            f"map_coordinates: splines of order {order} are missing; take 0 or 1"
        )
    points = graph.absolute(coordinates) if fill_mode == "reflect" else coordinates
    y = graph.map_coordinates(inputs, points, order, fill_mode, fill_value)
    if y.dtype == inputs.dtype:
        return y
    return graph.cast(graph.rint(y), inputs.dtype)
