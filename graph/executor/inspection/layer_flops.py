"""How much each layer computes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.engines.symbols import bind_symbols
from graph.executor.inspection.explain import shapes_of
from graph.executor.inspection.flops import flops_of
from graph.executor.inspection.targets import target_of
from graph.ir.leaves import Placeholder
from graph.ir.naming import scope_path
from graph.ops.public import public


@public
def layer_flops(
    what: Any,
    *args: Any,
    sizes: Mapping[str, int] | int | None = None,
    **kwargs: Any,
) -> dict[str, int]:
    """Operations on numbers by layer, of a graph as it is written.

    Nothing is compiled or run; `graph.explain` counts what a compiled program does.

    Args:
        what: symbolic tensors in any nesting, or a function of tensors.
        args: for tensors a dict of feeds, or nothing; for functions their arguments.
        sizes: of symbolic sizes, by name, or one number for all of them; before those
            of the feeds. What nobody says is taken to be 32.
        kwargs: further arguments of the function.

    Returns:
        By scopes, outermost first, such as ``net/hidden``: 2 for a product that is
        added, 1 for an element of another op, 0 for what moves, sorts or decomposes.
        What is in no layer is under "".

    Raises:
        FeedError: some placeholders are fed and others not.
        ArgumentError: a name in ``sizes`` is none of the graph's.

    Example:
        >>> import graph
        >>> x = graph.placeholder("float32", ("batch", 3), "x")
        >>> w = graph.Variable([[1.0], [2.0], [3.0]])
        >>> with graph.name_scope("Dense 'out'"):
        ...     y = graph.matmul(x, w)
        >>> found = graph.layer_flops(y + 1.0, sizes={"batch": 10})
        >>> found["out"], found[""]
        (60, 10)
    """
    target = target_of("layer_flops", what, args, kwargs)
    program, inputs = target.program, list(target.program.inputs)
    nodes = program.nodes()
    if not inputs:
        inputs = [n.output() for n in nodes if isinstance(n.op, Placeholder)]
    env = bind_symbols(inputs, shapes_of(inputs, target.arrays, sizes))
    found: dict[str, int] = {}
    for node in nodes:
        scope = scope_path(node.origin)
        found[scope] = found.get(scope, 0) + flops_of(node, env)
    return {scope: flops for scope, flops in found.items() if flops}
