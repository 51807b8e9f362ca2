"""A picture: how long kerasish takes, by the fastest peer."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.comparison import Comparison
from benchmarks.report import best
from benchmarks.systems import System

COLOURS = ("#4477aa", "#ee6677", "#228833")
TICKS = (0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 7, 10, 20, 30, 50, 100)


def bars(
    comparisons: Sequence[Comparison], systems: Sequence[System]
) -> tuple[list[str], dict[str, list[float]]]:
    """The labels of the groups, and for each of our systems the ratios in them.

    Workloads without a peer are left out; a ratio that is missing is NaN.
    """
    labels: list[str] = []
    ratios: dict[str, list[float]] = {s.name: [] for s in systems if s.is_ours}
    for comparison in comparisons:
        theirs = best(comparison, systems, False, "median")
        if theirs is None:
            continue
        labels.append(f"{comparison.workload.title}\nbatch {comparison.workload.batch}")
        for name, values in ratios.items():
            summary = comparison.measured[name].summary
            values.append(float("nan") if summary is None else summary.median / theirs)
    return labels, ratios


def draw(
    path: str, comparisons: Sequence[Comparison], systems: Sequence[System]
) -> None:
    """Writes horizontal bars to a file; needs matplotlib."""
    from matplotlib.figure import Figure

    labels, ratios = bars(comparisons, systems)
    figure = Figure(figsize=(8, 1.2 + 0.55 * len(labels)), layout="constrained")
    axes = figure.subplots()
    height = 0.8 / max(1, len(ratios))
    for number, (name, values) in enumerate(ratios.items()):
        shift = (number - (len(ratios) - 1) / 2) * height
        drawn = axes.barh(
            [place + shift for place in range(len(values))],
            [value - 1 for value in values],
            height,
            left=1,
            label=name,
            color=COLOURS[number],
        )
        texts = [f"{value:.2f}" for value in values]
        axes.bar_label(drawn, texts, padding=3, fontsize=8)
    _style(axes, labels)
    figure.savefig(path, dpi=150)


def _style(axes, labels: list[str]) -> None:
    axes.axvline(1, color="black", linewidth=1, linestyle="--")
    axes.set_xscale("log")
    axes.margins(x=0.15)
    low, high = axes.get_xlim()
    axes.set_xticks([t for t in TICKS if low <= t <= high])
    axes.xaxis.set_major_formatter("{x:g}")
    axes.minorticks_off()
    axes.set_yticks(range(len(labels)), labels, fontsize=8)
    axes.invert_yaxis()
    axes.set_xlabel("time of a step by that of the fastest peer; the target is below 1")
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=3, frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
