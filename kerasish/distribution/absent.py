"""Keras' names for models that are cut into parts, which is not done here."""

from __future__ import annotations


class ModelParallel:
    """Not here: a model is whole on every rank.

    Raises:
        NotImplementedError: always.
    """

    def __init__(self, *args, **kwargs):
        raise NotImplementedError(
            f"{type(self).__name__} is not supported: every rank holds the whole "
            "model; use kerasish.distribution.DataParallel"
        )


class DeviceMesh(ModelParallel):
    """Not here; see `ModelParallel`."""


class LayoutMap(ModelParallel):
    """Not here; see `ModelParallel`."""


class TensorLayout(ModelParallel):
    """Not here; see `ModelParallel`."""


def distribute_tensor(tensor, layout):
    """Not here: tensors are whole on every rank.

    Raises:
        NotImplementedError: always.
    """
    raise NotImplementedError(
        "distribute_tensor is not supported: tensors are whole on every rank; "
        "DataParallel gives each its rows of a batch"
    )
