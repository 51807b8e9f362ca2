"""Models as ONNX."""

from __future__ import annotations

import graph
from kerasish.base.extras import load_extra
from kerasish.exporting.traced_model import Traced


def write_onnx(traced: Traced, name: str, path: str) -> None:
    """Writes a model of ONNX, operator set 18."""
    load_extra("onnx", "export", "onnx")
    proto = graph.to_onnx(
        traced.inputs, traced.outputs, traced.input_names, traced.output_names, name
    )
    with open(path, "wb") as file:
        file.write(proto.SerializeToString())
