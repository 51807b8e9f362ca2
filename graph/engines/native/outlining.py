"""Pieces of a kernel as functions of their own.

LLVM lifts constants out of all loops of a function, into registers if there are any
left, and else onto the stack. A piece that needs many, beside a loop that needs every
register for its sums, slows that loop down; in a function of its own it does not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from llvmlite import ir

from graph.engines.native.builder import Builder
from graph.engines.native.memory_types import VOID

if TYPE_CHECKING:
    from graph.engines.native.hints import Value


def outline(
    b: Builder, values: Sequence[Value | tuple[int, ...]], body: Callable[..., Any]
) -> None:
    """Writes ``body(builder, *values)`` as a function, and calls it.

    Args:
        b: where the call stands.
        values: LLVM values, which become arguments; all else is handed on as it is.
        body: writes the function; may use no other values of the caller.
    """
    given = [v for v in values if _is_argument(v)]

    def write(inside: Builder, *arguments: Value) -> None:
        arguments = iter(arguments)
        body(inside, *(next(arguments) if _is_argument(v) else v for v in values))

    b.call(define(b, [v.type for v in given], write), given)


def define(
    b: Builder, kinds: Sequence[ir.Type], body: Callable[..., Any]
) -> ir.Function:
    """``body(builder, *arguments)`` as a function that may be called several times."""
    module = b.function.module
    name = module.get_unique_name(f"{b.function.name}_piece")
    function = ir.Function(module, ir.FunctionType(VOID, list(kinds)), name)
    function.linkage = "internal"
    function.attributes.add("noinline")
    function.attributes.add("nounwind")
    inside = Builder(function.append_basic_block("entry"), b.target)
    body(inside, *function.args)
    inside.ret_void()
    return function


def _is_argument(value: Value) -> bool:
    return isinstance(value, ir.Value) and not isinstance(value, ir.Constant)
