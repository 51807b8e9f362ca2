"""Which function writes which op in C; each file in ops/ fills the table."""

from __future__ import annotations

from graph.exchange.op_table import OpTable

#: ``write(writer, node, *views of inputs)`` writes statements and sets the outputs
STATEMENTS = OpTable()
writes = STATEMENTS.on
