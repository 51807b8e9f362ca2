"""Eager calls like one seen before run their kernels at once.

A function such as ``sum`` normalises its arguments, infers shapes and then runs one or
two kernels. For values all but the kernels depends on dtypes, shapes and Python
arguments only: the ops of the first call are kept as the plan of those that follow.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

import numpy as np

from graph.ir.dispatch import run_now
from graph.ir.tensor import EagerTensor
from graph.ir.trace import recording

if TYPE_CHECKING:
    from graph.ir.op import Op
    from graph.ir.variable import Variable


#: plans that a function keeps
KEPT_PLANS = 1024
_PLAIN = frozenset([int, float, bool, complex, str, type(None), type(...), np.dtype])
F = TypeVar("F", bound=Callable[..., Any])


def planned(
    tensors: int, state: Callable[[], Hashable] | None = None
) -> Callable[[F], F]:
    """Decorator for functions whose ops do not depend on the numbers in their tensors.

    Args:
        tensors: how many of the leading arguments may be tensors, or lists of them; a
            tensor elsewhere, whose numbers matter, is never planned with.
        state: gives what else the ops depend on, such as a setting.

    Example:
        >>> import graph
        >>> @graph.planned(tensors=1)
        ... def centred(x, axis=-1):
        ...     return x - graph.mean(x, axis, keepdims=True)
        >>> [centred(graph.as_tensor([1.0, n])).tolist() for n in (2.0, 5.0)]
        [[-0.5, 0.5], [-2.0, 2.0]]
    """

    def decorate(function: F) -> F:
        plans: dict[Any, Any] = {}

        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            given: list[EagerTensor] = []
            key = _key_of(args, kwargs, tensors, given)
            if key is None or not given:
                return function(*args, **kwargs)
            key = key if state is None else (state(), key)
            plan = plans.get(key)
            if plan is None:
                if len(plans) >= KEPT_PLANS:
                    plans.clear()
                plan = plans[key] = _make_plan(function, args, kwargs)
            return plan(given) if plan else function(*args, **kwargs)

        call.planned_tensors = tensors  # type: ignore[attr-defined]
        return cast(F, call)

    return decorate


def _key_of(
    args: tuple[Any, ...],
    kwargs: Mapping[Any, Any],
    tensors: int,
    given: list[Any],
) -> Any:
    """What a plan depends on, or None; puts the tensors among the arguments aside."""
    key: list[Any] = []
    for place, arg in enumerate(args):
        kind = type(arg)
        if kind is EagerTensor and place < tensors:
            given.append(arg)
            array = arg.array
            key.append(array.shape)
            key.append(array.dtype)
        elif kind in _PLAIN:
            key += kind, arg
        elif place < tensors and not _add_tensors(arg, given, key):
            return None
        elif place >= tensors:
            part = _static(arg)
            if part is NotImplemented:
                return None
            key.append(part)
    for name, arg in kwargs.items():
        part = _static(arg)
        if part is NotImplemented:
            return None
        key += name, part
    key.append(len(given))
    return tuple(key)


def _add_tensors(arg: Any, given: list[Any], key: list[Any]) -> bool:
    """Takes an array, or a list of tensors, as the tensors they are."""
    if type(arg) is np.ndarray:
        arg = [EagerTensor(arg)]
    if type(arg) not in (list, tuple) or not arg:
        return False
    key.append(len(arg))
    for item in arg:
        if type(item) is not EagerTensor:
            return False
        given.append(item)
        key += item.array.shape, item.array.dtype
    return True


def _static(arg: Any) -> Any:
    """A hashable twin of an argument, NotImplemented if it has none."""
    kind = type(arg)
    if kind in _PLAIN:
        return kind, arg
    if kind is slice:
        arg = (arg.start, arg.stop, arg.step)
    elif kind is not tuple and kind is not list:
        return NotImplemented
    parts = tuple(map(_static, arg))
    return NotImplemented if NotImplemented in parts else (kind, parts)


class _Planner:
    """A recorder that keeps every op."""

    def __init__(self) -> None:
        self.records: list[Any] = []
        self.read_variables = False

    def record(
        self, op: Op, inputs: Sequence[EagerTensor], outputs: tuple[EagerTensor, ...]
    ) -> None:
        self.records.append((op, inputs, outputs))

    def read(self, variable: Variable, tensor: Any) -> None:
        self.read_variables = True

    def tracks(self, tensor: Any) -> bool:
        """True: every op is recorded."""
        return True


def _make_plan(
    function: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> Callable[..., Any] | Literal[False]:
    """A function of the given tensors that does what the call does; False if none."""
    aside: list[EagerTensor] = []

    def copied(arg: Any) -> Any:
        if isinstance(arg, (EagerTensor, np.ndarray)):
            aside.append(EagerTensor(np.asarray(arg)))
            return aside[-1]
        if isinstance(arg, (list, tuple)):
            return type(arg)(map(copied, arg))
        return arg

    copies = [copied(arg) for arg in args]
    planner = _Planner()
    with recording(planner):
        result = function(*copies, **kwargs)
    if planner.read_variables or not isinstance(result, EagerTensor):
        return False
    return _as_steps(planner.records, aside, result)


def _as_steps(
    records: Sequence[tuple[Op, Sequence[EagerTensor], tuple[EagerTensor, ...]]],
    given: Sequence[EagerTensor],
    result: EagerTensor,
) -> Callable[..., Any] | Literal[False]:
    """The records as a function; values are found by their place in a list."""
    if any(len(outputs) > 1 for _, _, outputs in records):
        return False
    varying = {id(t) for t in given}  # what is made of constants only is constant too
    for _, inputs, outputs in records:
        if any(id(t) in varying for t in inputs):
            varying.add(id(outputs[0]))
    records = [r for r in records if id(r[2][0]) in varying]
    made = [outputs[0] for _, _, outputs in records]
    used = [t for _, inputs, _ in records for t in inputs]
    constants = {id(t): t for t in used if id(t) not in varying}
    values = [*given, *constants.values(), *made]
    place = {id(t): i for i, t in enumerate(values)}
    if id(result) not in place:
        return False
    steps = [(op, [place[id(t)] for t in inputs]) for op, inputs, _ in records]
    found = place[id(result)]
    if len(steps) == 1 and steps[0][1] == list(range(len(given))):
        return functools.partial(run_now, steps[0][0])
    fixed = list(constants.values())

    def run(tensors: Sequence[EagerTensor]) -> EagerTensor:
        known = [*tensors, *fixed]
        for op, places in steps:
            known.append(run_now(op, [known[i] for i in places]))
        return known[found]

    return run
