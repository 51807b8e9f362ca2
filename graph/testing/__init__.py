"""What tests of ops are made of. Imported by tests only, never by the engine.

`Case` is one example of an op, `check_op` derives every test of it from that,
`gradcheck` compares gradients with differences, and `random_graphs` composes ops at
random. See docs/adding_an_op.md.
"""

from graph.testing.case import Case
from graph.testing.comparing import assert_close
from graph.testing.contract import check_case, check_op
from graph.testing.gradcheck import gradcheck

__all__ = ["Case", "assert_close", "check_case", "check_op", "gradcheck"]
