"""Histograms side by side."""

from __future__ import annotations

from kerasish.base.discovery import internal
from kerasish.base.errors import fail
from kerasish.base.figures import grid_of_axes, write_figure


@internal
def draw_histograms(user: str, found: dict, path) -> list:
    """Draws histograms, (counts, edges) by title, and writes them to a path if any."""
    if not found:
        fail(f"{user}: there is nothing to draw", None, "give a model with weights")
    places = grid_of_axes(user, path, len(found), 2.6)
    for axes, (title, (counts, edges)) in zip(places, found.items()):
        axes.stairs(counts, edges, fill=True)
        axes.set_title(title, fontsize=8)
        axes.tick_params(labelsize=7)
        axes.set_yticks([])
        axes.locator_params(axis="x", nbins=4)
    write_figure(places[0], path)
    return places
