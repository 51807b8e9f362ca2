"""A picture of what ``fit`` logged."""

from __future__ import annotations

from kerasish.base.errors import fail
from kerasish.base.figures import grid_of_axes, write_figure


def plot_history(history, metrics=None, path=None, axes=None):
    """Draws the loss and the metrics over the epochs, training beside validation.

    Each metric has axes of its own, with a line for ``name`` and a dashed one for
    ``val_name``. The epoch with the best validation value is not marked: what is best
    depends on the metric.

    Args:
        history: what ``fit`` returned, or its dict ``history``: a list of numbers, one
            an epoch, by name.
        metrics: names of those that are drawn, without "val_"; all when None.
        path: of a picture, such as "history.png"; None for none.
        axes: of matplotlib, one for each metric, or one alone, to draw in.

    Returns:
        The axes, as a list; ``matplotlib.pyplot.show()`` shows them if there is no
        path.

    Raises:
        ArgumentError: nothing was logged, an unknown metric, or not as many axes.
        MissingExtraError: matplotlib is not installed; it is the extra ``plot``.

    Example:
        >>> from kerasish.utils import plot_history
        >>> logged = {"loss": [2.0, 1.0], "val_loss": [2.1, 1.5]}
        >>> axes = plot_history(logged, path="history.png")  # doctest: +SKIP
    """
    logged = getattr(history, "history", history)
    epochs = getattr(history, "epoch", None)
    names = _names(logged, metrics)
    if axes is None:
        axes = grid_of_axes("plot_history", path, len(names), 4.0)
    elif not isinstance(axes, (list, tuple)):
        axes = [axes]
    if len(axes) != len(names):
        fail(
            "plot_history: each metric needs axes of its own",
            {"metrics": names, "axes": len(axes)},
            "give as many axes as metrics, or choose with metrics=[...]",
        )
    for name, place in zip(names, axes):
        _draw(place, name, logged, epochs)
    write_figure(axes[0], path)
    return list(axes)


def _names(logged, metrics) -> list[str]:
    """The metrics to draw, checked; the loss first."""
    if not logged:
        fail("plot_history: nothing was logged", None, "give what fit returned")
    known = list(dict.fromkeys(name.removeprefix("val_") for name in logged))
    if metrics is None:
        return sorted(known, key=lambda name: name != "loss")
    chosen = [metrics] if isinstance(metrics, str) else list(metrics)
    unknown = [name for name in chosen if name not in known]
    if unknown or not chosen:
        fail(
            "plot_history: metrics must be among those that were logged",
            {"metrics": chosen},
            f"choose from {', '.join(known)}",
        )
    return chosen


def _draw(axes, name: str, logged, epochs) -> None:
    lines = ((name, "training", "-"), (f"val_{name}", "validation", "--"))
    for key, label, style in lines:
        values = logged.get(key)
        if values is None:
            continue
        # validation may be made in some epochs only, whose numbers nobody kept
        is_whole = epochs is not None and len(epochs) == len(values)
        x = [e + 1 for e in epochs] if is_whole else range(1, len(values) + 1)
        marker = "o" if len(values) == 1 else None
        axes.plot(x, values, style, marker=marker, label=label)
    axes.set(xlabel="epoch", ylabel=name)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.grid(alpha=0.3)
    axes.legend()
