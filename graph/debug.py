"""Finding what goes wrong inside a graph."""

from graph.executor.inspection.finite import check_finite
from graph.executor.inspection.stepping import step
from graph.executor.inspection.trace import trace_run as trace

__all__ = ["check_finite", "step", "trace"]
