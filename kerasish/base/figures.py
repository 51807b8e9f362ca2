"""Figures of matplotlib, which the extra ``plot`` installs."""

from __future__ import annotations

import math
import os
from typing import Any

from kerasish.base.extras import load_extra

#: dots per inch of files
DPI = 100


def new_figure(user: str, path: str | os.PathLike[str] | None, **kwargs: Any) -> Any:
    """A figure: one of pyplot, which ``show()`` finds, if it is not for a file.

    Args:
        user: the function that draws, for the error.
        path: of the file that is written later, or None.
        **kwargs: of matplotlib's ``Figure``.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    kwargs = {"layout": "constrained", **kwargs}
    if path is None:
        return load_extra("matplotlib.pyplot", user, "plot").figure(**kwargs)
    return load_extra("matplotlib.figure", user, "plot").Figure(**kwargs)


def axes_to_draw_in(
    user: str, path: str | os.PathLike[str] | None, axes: Any, **kwargs: Any
) -> Any:
    """The axes that were given, or those of a new figure (see `new_figure`)."""
    if axes is not None:
        return axes
    return new_figure(user, path, **kwargs).subplots()


def grid_of_axes(
    user: str, path: str | os.PathLike[str] | None, count: int, size: float = 3.0
) -> list[Any]:
    """As many axes as asked for, on a new figure with about as many rows as columns.

    Args:
        user, path: see `new_figure`.
        count: how many; places of the grid beyond stay empty.
        size: inches of one, in width and height.
    """
    columns = math.ceil(math.sqrt(count))
    rows = math.ceil(count / columns)
    figure = new_figure(user, path, figsize=(size * columns, size * rows))
    axes = list(figure.subplots(rows, columns, squeeze=False).ravel())
    for empty in axes[count:]:
        empty.axis("off")
    return axes[:count]


def write_figure(axes: Any, path: str | os.PathLike[str] | None, **kwargs: Any) -> None:
    """Writes the figure of some axes, if there is a path."""
    if path is not None:
        axes.figure.savefig(path, **{"dpi": DPI, **kwargs})
