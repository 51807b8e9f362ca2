"""Models whose public weights exist for some settings and sizes of images only."""

from __future__ import annotations

from kerasish.applications.construction.image_input import image_sizes
from kerasish.base.errors import fail


def trained_size(input_shape, sizes) -> int:
    """The size of images whose public weights suit a model; 224 if there are none.

    Args:
        input_shape: of one image, or None.
        sizes: those that there are weights for.
    """
    if input_shape is None:
        return 224
    found = set(image_sizes(input_shape))
    size = found.pop() if len(found) == 1 else None
    return size if size in sizes else 224


def require_trained(request, argument: str, choices) -> None:
    """Fails if the public weights are wanted for another value of an argument.

    Args:
        request: the `Architecture` with its arguments.
        argument: its name.
        choices: the values that there are weights for.
    """
    value = getattr(request, argument)
    if request.weights == "imagenet" and value not in choices:
        fail(
            f"{request.owner}: there are no ImageNet weights for this {argument}",
            {argument: value},
            f"one of {', '.join(map(str, choices))}, or weights=None",
        )
