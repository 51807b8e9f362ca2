"""How values were computed from variables, so that a graph can read those again.

Outside of traces and tapes ``0.01 * graph.sum(w * w)`` is a value. Used in a graph,
say as a penalty that a loss has, it must follow the variable: so a value made from
variables carries a recipe. Recipes hold variables, and no value that came from them.
"""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.ir.errors import SymbolicError, describe
from graph.ir.leaves import Constant, Held
from graph.ir.node import make_node
from graph.ir.op import Op
from graph.ir.origin import here
from graph.ir.tensor import EagerTensor, SymbolicTensor

if TYPE_CHECKING:
    from graph.ir.hints import DTypeLike, TensorLike
    from graph.ir.tensor import Tensor


#: ops one after another that a recipe keeps: a loop that goes on for ever must not grow
LONGEST = 1000


class Recipe:
    """One op that ran on values made from variables.

    Args:
        op: what ran.
        inputs: for each input the variable, or its recipe and which output it is, or
            the tensor itself where it has none.
        depth: how many ops stand in a row, this one included.
    """

    __slots__ = ("depth", "inputs", "op")

    def __init__(
        self, op: Op, inputs: tuple[Tensor | tuple[Recipe, int], ...], depth: int
    ) -> None:
        self.op = op
        self.inputs = inputs
        self.depth = depth


def attach_recipes(
    op: Op, inputs: Sequence[EagerTensor], outputs: tuple[EagerTensor, ...]
) -> None:
    """Notes on each output how it was made; past `LONGEST` only that it was."""
    sources = tuple(map(_source, inputs))
    depth = 1 + max([s[0].depth for s in sources if type(s) is tuple], default=0)
    recipe = Recipe(op, sources if depth <= LONGEST else (), depth)
    for index, output in enumerate(outputs):
        output.recipe = (recipe, index)


def _source(tensor: EagerTensor) -> Tensor | tuple[Recipe, int]:
    recipe = tensor.recipe
    if isinstance(recipe, weakref.ref):  # the value of a variable, which owns it
        recipe = recipe()
    return tensor if recipe is None else recipe


def constant(value: TensorLike, dtype: DTypeLike | None = None) -> SymbolicTensor:
    """A symbolic tensor with a value that is known now.

    Example:
        >>> import graph
        >>> graph.constant([1.0, 2.0]).spec
        float64[2]
    """
    if isinstance(value, EagerTensor):
        value = value.array
    array = np.asarray(value, dtype)
    if array.flags.writeable:
        array = array.copy()
        array.flags.writeable = False
    return make_node(Constant(Held(array)), ()).output()


def symbolic_recipe(tensor: EagerTensor) -> SymbolicTensor:
    """The graph that computes a value from variables, as it was computed.

    Raises:
        SymbolicError: too many ops have made it.
    """
    made: dict[Recipe, tuple[SymbolicTensor, ...]] = {}

    def tensor_of(source: Any) -> SymbolicTensor:
        if isinstance(source, EagerTensor):
            return constant(source)
        if type(source) is tuple:
            recipe, index = source
            return made[recipe][index]
        read: SymbolicTensor = source.symbolic()
        return read

    wanted = _source(tensor)
    pending = [wanted[0]] if type(wanted) is tuple else []
    while pending:
        recipe = pending[-1]
        waiting = [s[0] for s in recipe.inputs if type(s) is tuple]
        waiting = [other for other in waiting if other not in made]
        if waiting:
            pending += waiting
            continue
        pending.pop()
        if recipe not in made:
            _require_known(recipe, tensor)
            inputs = recipe.op.fit_inputs(*map(tensor_of, recipe.inputs))
            made[recipe] = make_node(recipe.op, inputs).outputs()
    return tensor_of(wanted)


def _require_known(recipe: Recipe, tensor: EagerTensor) -> None:
    if recipe.depth > LONGEST:
        raise SymbolicError(
            describe(
                f"a value that more than {LONGEST} ops made from variables, one after "
                "another, cannot become part of a graph",
                {"value": tensor.spec},
                "compute it inside graph.function, or take it as it is now: "
                "graph.constant(value.numpy())",
                str(here()),
            )
        )
