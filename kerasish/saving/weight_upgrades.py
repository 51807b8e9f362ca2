"""Weights as older Keras laid them out, put into today's order and shape."""

from __future__ import annotations

import numpy as np

from kerasish.saving.keras_version import major_version


def upgrade_weights(layer, arrays: list[np.ndarray], version: str | None) -> list:
    """The arrays in the layout of the layer.

    Args:
        layer: whose weights they will be.
        arrays: as they stand in the file.
        version: ``keras_version`` of the file.

    Raises:
        NotImplementedError: a layout that is not known.
    """
    if major_version(version) >= 2:
        return arrays
    raise NotImplementedError(
        f"layer {layer.name!r}: weights written by Keras 1 are not supported yet; open "
        "and save the file with Keras 2 first"
    )
