"""Fits what a model is called with to its inputs: lists, dicts, ranks, dtypes."""

from __future__ import annotations

import graph
from kerasish.base.errors import fail
from kerasish.layers.masks import get_mask, set_mask


def match_inputs(model, inputs) -> list[graph.Tensor]:
    """The tensors for the model's inputs, in order, with their dtypes and ranks.

    Raises:
        ShapeError: a tensor does not fit; names the input and both shapes.
    """
    values = _in_order(model, inputs)
    return [
        _fit(model, keras_tensor, value)
        for keras_tensor, value in zip(model.inputs, values)
    ]


def _in_order(model, inputs) -> list:
    if isinstance(inputs, dict):
        names = _dict_keys(model)
        missing = [n for n in names if n not in inputs]
        if missing:
            fail(
                f"model {model.name!r}: input {missing[0]!r} is missing",
                f"keys {sorted(inputs)}",
                f"pass a dict with the keys {names}",
            )
        return [inputs[n] for n in names]
    values = graph.flatten(inputs)
    if len(values) != len(model.inputs):
        fail(
            f"model {model.name!r} has {len(model.inputs)} inputs",
            f"{len(values)} tensors",
            f"pass a list in the order {model.input_names}",
        )
    return values


def _dict_keys(model) -> list[str]:
    structure = model.input
    is_dict = isinstance(structure, dict)
    return graph.parts_of(structure)[0] if is_dict else model.input_names


def _fit(model, keras_tensor, value):
    if value is None:
        return None
    tensor = graph.as_tensor(value)
    want = keras_tensor.shape
    wants_text = keras_tensor.dtype.kind in "US"
    if (tensor.dtype.kind in "US") != wants_text:
        fail(
            f"model {model.name!r}: input {keras_tensor.name!r} takes "
            + ("text" if wants_text else str(keras_tensor.dtype)),
            {keras_tensor.name: tensor.spec},
            "pass arrays of str" if wants_text else "turn the text into numbers first",
            graph.DTypeError,
        )
    if tensor.dtype.kind == "c" and keras_tensor.dtype.kind != "c":
        fail(
            f"model {model.name!r}: input {keras_tensor.name!r} takes "
            f"{keras_tensor.dtype}, which would lose the imaginary parts",
            {keras_tensor.name: tensor.spec},
            "pass numpy.abs(x), or x.real and x.imag as two channels",
            graph.DTypeError,
        )
    shape = tensor.shape
    if len(shape) == len(want) + 1 and shape[-1] == 1:
        tensor = graph.squeeze(tensor, -1)
    elif len(shape) == len(want) - 1 and want[-1] == 1:
        tensor = graph.expand_dims(tensor, -1)
    if not _agree(tensor.shape, want):
        fail(
            f"model {model.name!r}: input {keras_tensor.name!r} expects shape "
            f"{list(want)}",
            {keras_tensor.name: f"{tensor.dtype}{list(shape)}"},
            "the first axis is the batch; reshape the data",
            graph.ShapeError,
        )
    if tensor.dtype != keras_tensor.dtype and graph.kind_of(tensor.dtype) in "biufc":
        mask = get_mask(tensor)
        tensor = graph.cast(tensor, keras_tensor.dtype)
        if mask is not None:
            set_mask(tensor, mask)
    return tensor


def _agree(shape, want) -> bool:
    return len(shape) == len(want) and all(
        a is None or b is None or a == b for a, b in zip(shape, want)
    )
