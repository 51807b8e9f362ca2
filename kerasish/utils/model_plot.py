"""Pictures of models: layers and what passes between them."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import graph
from kerasish.base.errors import fail
from kerasish.base.extras import MissingExtraError
from kerasish.utils.dot_graph import DotGraph, model_graph
from kerasish.utils.layer_labels import LabelParts
from kerasish.utils.layer_picture import layer_picture

_RANKDIRS = ("TB", "LR", "BT", "RL")
#: what is drawn without Graphviz
_OWN_FORMATS = ("svg", "png", "pdf")


def model_to_dot(
    model,
    show_shapes=False,
    show_dtype=False,
    show_layer_names=True,
    rankdir="TB",
    expand_nested=False,
    dpi=200,
    subgraph=False,
    show_layer_activations=False,
    show_trainable=False,
    splines="ortho",
    **kwargs,
) -> DotGraph:
    """The layers of a model in the DOT language.

    Args:
        model: a built model.
        show_shapes: whether boxes have the shapes of inputs and outputs.
        show_dtype: whether they have the dtype of the output.
        show_layer_names: whether they have the layer's name beside its class.
        rankdir: "TB" from top to bottom, "LR" from left to right; "BT", "RL".
        expand_nested: whether models inside are drawn with their layers.
        dpi: dots per inch.
        subgraph: whether the text is that of a cluster inside another graph.
        show_layer_activations: whether boxes have the activation.
        show_trainable: whether they say what training changes.
        splines: form of the edges: "ortho", "curved", "polyline", ...

    Returns:
        A graph whose ``to_string()`` is the text; ``write(path)`` writes it.

    Raises:
        ArgumentError: an unknown rankdir.
        NotBuiltError: the model has no layers with shapes yet.

    Example:
        >>> import kerasish
        >>> model = kerasish.Sequential([kerasish.Input((3,), name="x"),
        ...                              kerasish.layers.Dense(2, name="y")])
        >>> print(kerasish.utils.model_to_dot(model, show_shapes=True).to_string())
        digraph "sequential" {
          graph [rankdir=TB, dpi=200, splines=ortho, concentrate=true];
          node [shape=box, style=rounded, fontname="monospace"];
          n0 [label="x (InputLayer)\\nOutput shape: (None, 3)"];
          n1 [label="y (Dense)\\nInput shape: (None, 3)\\nOutput shape: (None, 2)"];
          n0 -> n1;
        }
        <BLANKLINE>
    """
    _check("model_to_dot", model, rankdir, kwargs)
    parts = LabelParts(
        show_layer_names,
        show_shapes,
        show_dtype,
        show_layer_activations,
        show_trainable,
    )
    return model_graph(model, parts, rankdir, dpi, splines, expand_nested, subgraph)


def plot_model(
    model,
    to_file="model.png",
    show_shapes=False,
    show_dtype=False,
    show_layer_names=False,
    rankdir="TB",
    expand_nested=False,
    dpi=200,
    show_layer_activations=False,
    show_trainable=False,
    splines="ortho",
    **kwargs,
) -> object:
    """Writes a picture of a model's layers.

    Pictures are laid out and drawn by Kerasish itself, the same everywhere: SVG needs
    nothing, PNG and PDF the extra "plot". Graphviz, where its program ``dot`` is there,
    writes all other formats, and PNG and PDF where matplotlib is missing.

    Args:
        model: a built model.
        to_file: ends in ``.svg``, ``.png`` or ``.pdf``; in ``.dot`` for the text of
            `model_to_dot`; other endings are Graphviz'. Without an ending it is PNG.
        show_shapes, show_dtype, show_layer_names, rankdir, expand_nested, dpi,
            show_layer_activations, show_trainable, splines: see `model_to_dot`.

    Returns:
        In a notebook the picture, to be shown; else None.

    Raises:
        ArgumentError: an unknown rankdir.
        NotBuiltError: the model has no layers with shapes yet.
        MissingExtraError: neither matplotlib (extra "plot") nor Graphviz is installed.

    Example:
        >>> import tempfile
        >>> from pathlib import Path
        >>> import kerasish
        >>> model = kerasish.Sequential([kerasish.Input((3,)),
        ...                              kerasish.layers.Dense(2, name="out")])
        >>> file = Path(tempfile.mkdtemp(), "model.svg")
        >>> kerasish.utils.plot_model(model, file, show_shapes=True)
        >>> "Output shape: (None, 2)" in file.read_text()
        True
    """
    _check("plot_model", model, rankdir, kwargs)
    path = Path(os.fspath(to_file))
    form = path.suffix[1:].lower() if path.suffix else "png"
    parts = LabelParts(
        show_layer_names,
        show_shapes,
        show_dtype,
        show_layer_activations,
        show_trainable,
    )
    if form in _OWN_FORMATS and (form == "svg" or _has_matplotlib(path)):
        picture = layer_picture(model, parts, rankdir, splines, expand_nested)
        graph.draw(picture, path, format=form, dpi=dpi)
        return _shown(path, form)
    text = model_graph(model, parts, rankdir, dpi, splines, expand_nested, False)
    if form == "dot":
        text.write(path)
        return None
    _run_graphviz(text.to_string(), path, form)
    return _shown(path, form)


def _check(user: str, model, rankdir, others: dict) -> None:
    others = {k: v for k, v in others.items() if k != "layer_range" or v is not None}
    if "layer_range" in others:
        fail(
            f"{user}: layer_range is not supported any more, as in Keras",
            {"layer_range": others["layer_range"]},
            "draw a model of these layers: kerasish.Model(first.input, last.output)",
        )
    if others:
        fail(f"{user}: unknown arguments", {"arguments": sorted(others)})
    if rankdir not in _RANKDIRS:
        fail(
            f"{user}: rankdir must be one of {', '.join(_RANKDIRS)}",
            {"rankdir": repr(rankdir)},
        )
    model._require_built(user)


def _has_matplotlib(path: Path) -> bool:
    """Whether it is there; an error where Graphviz is missing, too."""
    if importlib.util.find_spec("matplotlib") is not None:
        return True
    if shutil.which("dot") is None:
        fail(
            f"plot_model: {path.name!r} needs matplotlib, which is not installed",
            hint='install it with the extra "plot": pip install "kerasish[plot]"; or '
            "write to_file='model.svg', which needs nothing",
            error=MissingExtraError,
        )
    return False


def _run_graphviz(text: str, path: Path, form: str) -> None:
    program = shutil.which("dot")
    if program is None:
        fail(
            f"plot_model: {path.name!r} needs Graphviz, which is not installed",
            hint="install the program dot, or write .svg, .png, .pdf or .dot",
            error=MissingExtraError,
        )
    command = [program, f"-T{form}", "-o", str(path)]
    done = subprocess.run(command, input=text, capture_output=True, text=True)
    if done.returncode:
        fail(f"plot_model: Graphviz could not write {path.name!r}", done.stderr.strip())


def _shown(path: Path, form: str):
    """The picture as notebooks show it; outside of them IPython is not loaded."""
    display = sys.modules.get("IPython.display")
    if display is None or form == "pdf":
        return None
    kind = display.SVG if form == "svg" else display.Image
    return kind(filename=str(path))
