"""Pictures of models: layers and what passes between them, for Graphviz."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from kerasish.base.errors import fail
from kerasish.base.extras import MissingExtraError
from kerasish.utils.dot_graph import DotGraph, LabelParts, model_graph

_RANKDIRS = ("TB", "LR", "BT", "RL")


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
    if kwargs:
        fail("model_to_dot: unknown arguments", {"arguments": sorted(kwargs)})
    if rankdir not in _RANKDIRS:
        fail(
            f"model_to_dot: rankdir must be one of {', '.join(_RANKDIRS)}",
            {"rankdir": repr(rankdir)},
        )
    model._require_built("model_to_dot")
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
) -> None:
    """Writes a picture of a model's layers.

    Args:
        model: a built model.
        to_file: ends in ``.dot`` for the text of `model_to_dot`; other endings, such as
            ``.png``, ``.svg`` and ``.pdf``, need the program ``dot`` of Graphviz.
        show_shapes, show_dtype, show_layer_names, rankdir, expand_nested, dpi,
            show_layer_activations, show_trainable, splines: see `model_to_dot`.

    Raises:
        MissingExtraError: Graphviz is not installed.
    """
    graph = model_to_dot(
        model,
        show_shapes=show_shapes,
        show_dtype=show_dtype,
        show_layer_names=show_layer_names,
        rankdir=rankdir,
        expand_nested=expand_nested,
        dpi=dpi,
        show_layer_activations=show_layer_activations,
        show_trainable=show_trainable,
        splines=splines,
        **kwargs,
    )
    path = Path(os.fspath(to_file))
    form = path.suffix[1:]
    if form == "dot":
        graph.write(path)
        return
    program = shutil.which("dot")
    if program is None:
        fail(
            f"plot_model: {path.name!r} needs Graphviz, which is not installed",
            hint="install the program dot, or write the text with to_file='model.dot'",
            error=MissingExtraError,
        )
    command = [program, f"-T{form if form else 'png'}", "-o", str(path)]
    done = subprocess.run(
        command, input=graph.to_string(), capture_output=True, text=True
    )
    if done.returncode:
        fail(f"plot_model: Graphviz could not write {path.name!r}", done.stderr.strip())
