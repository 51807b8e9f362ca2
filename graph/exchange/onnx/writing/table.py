"""Which function writes which op; each file in ops/ fills the table."""

from __future__ import annotations

from graph.exchange.op_table import OpTable

#: ``convert(writer, node, *names of inputs)`` returns the name of the output, or all
CONVERSIONS = OpTable()
converts = CONVERSIONS.on
same_in_onnx = CONVERSIONS.named
