"""Runs a program node by node, and tells an observer: for looking inside.

Slower than an engine, and without its buffers: every value is an array of its own until
nobody needs it any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from graph.engines.failures import failure_of
from graph.engines.known_sizes import check_known, known_shape
from graph.engines.symbols import bind_symbols
from graph.ir.dims import Dim, evaluate
from graph.ir.errors import GraphError
from graph.ir.leaves import ReadVariable
from graph.ir.node import Node, in_program_order, reachable
from graph.ir.program import Program
from graph.ir.spec import spec_of
from graph.ir.state import STATE, settle
from graph.ir.subgraph import BoundBody, Subgraph, named_bodies

if TYPE_CHECKING:
    from graph.ir.dims import Size
    from graph.ir.hints import Env
    from graph.ir.leaves import Held
    from graph.ir.op import Op
    from graph.ir.tensor import SymbolicTensor
    from graph.ir.variable import Variable


class Place(NamedTuple):
    """A run of a body: of which node, which attribute it is, and how often it ran."""

    node: Node
    body: str
    step: int


class Observer:
    """What is told of each node that runs. ``places`` leads into bodies."""

    def fed(self, program: Program, arrays: Sequence[np.ndarray]) -> None:
        """Called first, with the arrays of the inputs."""

    def before(
        self, node: Node, inputs: list[np.ndarray], places: tuple[Place, ...]
    ) -> None:
        """Called before a node runs."""

    def after(
        self,
        node: Node,
        inputs: list[np.ndarray],
        results: tuple[np.ndarray, ...],
        places: tuple[Place, ...],
    ) -> None:
        """Called with the results; those inside bodies may be overwritten later."""


class Stepper:
    """Runs a program as an engine would, one node after the other.

    Args:
        program: what to run.
        observer: who is told.
        commits: whether variables are updated at the end.
    """

    def __init__(
        self, program: Program, observer: Observer, commits: bool = True
    ) -> None:
        self.program, self.observer, self.commits = program, observer, commits

    def __call__(self, arrays: Sequence[np.ndarray]) -> list[np.ndarray]:
        program = self.program
        self.observer.fed(program, arrays)
        self._variables = _read_together(program)
        env = bind_symbols(program.inputs, [a.shape for a in arrays])
        with np.errstate(all="ignore"):
            found = self._run(program.inputs, program.roots, arrays, env, ())
        found = [np.array(value) for value in found]
        outputs = len(program.outputs)
        if self.commits and program.updates:
            updates = list(zip(program.updates, found[outputs:]))
            for (variable, _), array in updates:
                variable.check(spec_of(array))
            with STATE:
                for (variable, _), array in updates:
                    variable.commit(array)
        return found[:outputs]

    def _run(
        self,
        inputs: tuple[SymbolicTensor, ...],
        outputs: tuple[SymbolicTensor, ...],
        arrays: Sequence[np.ndarray],
        env: Env,
        places: tuple[Place, ...],
    ) -> list[np.ndarray]:
        values = {(t.node, t.index): a for t, a in zip(inputs, arrays)}
        nodes = in_program_order(reachable(outputs, stop=inputs))
        last_use = {t.node: n for n, node in enumerate(nodes) for t in node.inputs}
        last_use |= {t.node: len(nodes) for t in outputs}
        done: dict[int, list[Node]] = {}
        for node, number in last_use.items():
            done.setdefault(number, []).append(node)
        for number, node in enumerate(nodes):
            given = [values[t.node, t.index] for t in node.inputs]
            self.observer.before(node, given, places)
            results = self._results(node, given, env, places)
            self.observer.after(node, given, results, places)
            for index, result in enumerate(results):
                values.setdefault((node, index), result)
            for finished in done.get(number, ()):
                for index in range(len(finished.specs)):
                    values.pop((finished, index), None)
        return [values[t.node, t.index] for t in outputs]

    def _results(
        self, node: Node, given: Sequence[np.ndarray], env: Env, places: tuple[Any, ...]
    ) -> tuple[np.ndarray, ...]:
        if isinstance(node.op, ReadVariable):
            variable = node.op.variable
            return (self._variables.get(variable, variable.array),)
        for index in range(len(node.specs)):
            known_shape(node, env, index)
        if node.op.takes_sizes and node.op.symbols():
            check_known(node, node.op.bind(env), env)
        try:
            results = self._bound(node, env, places).kernel(*given)
        except GraphError:
            raise
        except Exception as error:
            raise failure_of(node, error) from error
        results = results if isinstance(results, tuple) else (results,)
        return tuple(map(np.asarray, results))

    def _bound(self, node: Node, env: Env, places: tuple[Any, ...]) -> Op:
        """The op with numbers for symbolic sizes, and bodies that are observed too."""
        steps: dict[str, count[int]] = {}
        names = {id(b): n for n, b in named_bodies(node.op)}

        def bind(value: Held | Size | Subgraph) -> BoundBody | Held | int:
            if isinstance(value, Dim):
                return evaluate(value, env)
            if isinstance(value, Subgraph):
                name = names[id(value)]
                steps[name] = count()
                run = partial(self._run_body, value, env, places, node, name, steps)
                return BoundBody(value, env, run)
            return value

        result: Op = node.op.map_props(bind) if node.op.props else node.op
        return result

    def _run_body(
        self,
        body: Subgraph,
        env: Env,
        places: tuple[Any, ...],
        node: Node,
        name: str,
        steps: Mapping[str, Iterator[Any]],
        arrays: tuple[np.ndarray, ...],
    ) -> list[np.ndarray]:
        place = Place(node, name, next(steps[name]))
        env = bind_symbols(body.params, [a.shape for a in arrays], env)
        found = self._run(body.params, body.outputs, arrays, env, (*places, place))
        return [np.array(value) for value in found]


def _read_together(program: Program) -> dict[Variable, np.ndarray]:
    """The arrays of all variables, as they are at one moment."""
    variables = [n.op.variable for n in program.nodes() if _reads(n)]
    for variable in variables:
        variable.start()
    with STATE:
        settle([id(variable) for variable in variables])
        return {variable: variable.array for variable in variables}


def _reads(node: Node) -> bool:
    return isinstance(node.op, ReadVariable)
