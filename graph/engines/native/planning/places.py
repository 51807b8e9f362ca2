"""Where a slot of a call points to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from graph.engines.native.lowering import Failure, Scratch
from graph.engines.native.views import Source, View
from graph.ir.dims import Size, evaluate

if TYPE_CHECKING:
    pass


class Place(NamedTuple):
    """An element of a buffer."""

    source: Source
    dtype: np.dtype
    offset: Size = 0


def place_of(view: View) -> Place:
    """The first element of a view."""
    return Place(view.source, view.dtype, view.offset)


def source_of(buffer: object) -> object:
    """The buffer or scratch memory that a slot points into, or None: the failure."""
    if isinstance(buffer, Failure):
        return None
    if isinstance(buffer, Place):
        source = buffer.source
        return source[0] if isinstance(source[0], Scratch) else source
    return buffer


def bytes_before(buffer: object, env: Mapping[Any, Any]) -> int:
    """How far a slot points into its buffer."""
    if not isinstance(buffer, Place):
        return 0
    return evaluate(buffer.offset, env) * buffer.dtype.itemsize
