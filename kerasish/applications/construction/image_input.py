"""Where an image enters: its shape, and the inputs behind a given tensor."""

from __future__ import annotations

from kerasish.base.errors import fail
from kerasish.base.keras_tensor import KerasTensor
from kerasish.base.settings import image_data_format
from kerasish.base.user_warning import warn
from kerasish.layers.core.input_layer import InputLayer
from kerasish.layers.recorded_call import call_of


def channel_axis() -> int:
    """The axis of the channels in a batch of images."""
    return 1 if image_data_format() == "channels_first" else 3


def image_sizes(shape) -> tuple[int | None, int | None]:
    """Height and width of the shape of an image or of a batch of images."""
    if image_data_format() == "channels_first":
        return tuple(shape[-2:])
    return tuple(shape[-3:-1])


def image_shape(sizes, channels: int) -> tuple[int | None, ...]:
    """The shape of one image."""
    if image_data_format() == "channels_first":
        return (channels, *sizes)
    return (*sizes, channels)


def input_shape_for(request) -> tuple[int | None, ...]:
    """The shape of an image: the given one, if it will do, or that of the family.

    Args:
        request: the `Architecture` with its arguments.

    Raises:
        ArgumentError: the given shape has another rank, is too small, is not known
            where a top needs it, or is not what the ImageNet weights are for.
    """
    given, owner = request.input_shape, request.owner
    size = request.default_size
    if given is None:
        sizes = (size, size) if request.include_top else (None, None)
        return image_shape(sizes, 3)
    given = _checked_shape(request)
    if request.include_top and None in given:
        fail(
            f"{owner}: with a top the size of the images must be known",
            {"input_shape": given},
            "pass include_top=False, or sizes without None",
        )
    if request.weights == "imagenet":
        wanted = image_shape((size, size), 3)
        if request.include_top and given != wanted:
            fail(
                f"{owner}: the ImageNet weights with a top are for one size",
                {"input_shape": given},
                f"pass input_shape={wanted} or include_top=False",
            )
    return given


def _checked_shape(request) -> tuple[int | None, ...]:
    given, owner, least = tuple(request.input_shape), request.owner, request.min_size
    if len(given) != 3:
        fail(
            f"{owner}: input_shape is the shape of one image",
            {"input_shape": given},
            f"pass three sizes such as {image_shape((least, least), 3)}",
        )
    if any(size is not None and size < least for size in image_sizes(given)):
        fail(
            f"{owner}: images must be at least {least} x {least}",
            {"input_shape": given},
            f"pass input_shape={image_shape((least, least), given[channel_axis() - 1])}"
            " or larger",
        )
    channels = given[channel_axis() - 1]
    if request.weights == "imagenet" and channels != 3:
        fail(
            f"{owner}: the ImageNet weights are for 3 channels",
            {"input_shape": given},
            "pass images with 3 channels, or weights=None",
        )
    if channels not in (1, 3):
        warn(f"{owner}: images usually have 1 or 3 channels, not {channels}")
    return given


def require_same_size(request) -> None:
    """Fails if input_shape and input_tensor say different sizes.

    Args:
        request: the `Architecture` with its arguments.
    """
    shape, tensor = request.input_shape, request.input_tensor
    if shape is None or not isinstance(tensor, KerasTensor):
        return
    if image_sizes(shape) != image_sizes(tensor.shape):
        fail(
            f"{request.owner}: input_shape is not the shape of input_tensor",
            {"input_shape": tuple(shape), "input_tensor": tensor},
            "leave input_shape out",
        )


def inputs_behind(request) -> list[KerasTensor]:
    """The inputs that the given tensor is computed from.

    Args:
        request: the `Architecture` with its arguments.

    Raises:
        ArgumentError: it is no Keras tensor.
    """
    tensor = request.input_tensor
    if not isinstance(tensor, KerasTensor):
        fail(
            f"{request.owner}: input_tensor must be a Keras tensor",
            f"{type(tensor).__name__}",
            "pass kerasish.Input(...) or what layers made of it",
        )
    found: dict[KerasTensor, None] = {}
    waiting, seen = [tensor], {tensor}
    while waiting:
        current = waiting.pop()
        call = call_of(current)
        if isinstance(call.operation, InputLayer):
            found[current] = None
        new = [t for t in call.input_tensors if t not in seen]
        seen.update(new)
        waiting += reversed(new)
    return list(found)
