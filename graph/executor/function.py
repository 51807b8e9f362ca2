"""`graph.function`: Python functions of arrays, traced once and compiled."""

from __future__ import annotations

import contextlib
import contextvars
import functools
import inspect
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graph.executor.callable import CompiledCallable
from graph.executor.concrete import ConcreteFunction
from graph.executor.session import placeholder
from graph.executor.signature import (
    SymbolicArgument,
    array_names,
    read_arguments,
    replace_arrays,
)
from graph.executor.traces import Traces
from graph.ir.errors import ArgumentError, describe
from graph.ir.origin import here
from graph.ir.trace import active_trace
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.ir.hints import Nested


_EAGERLY: contextvars.ContextVar[bool] = contextvars.ContextVar(
    "graph_functions_run_eagerly", default=False
)


@public
@contextlib.contextmanager
def running_eagerly() -> Iterator[None]:
    """Inside, compiled functions run op by op on values: for looking with a debugger.

    Example:
        >>> import graph
        >>> import numpy as np
        >>> seen = []
        >>> f = graph.function(lambda x: seen.append(x) or x * 2.0)
        >>> with graph.running_eagerly():
        ...     y = f(np.ones(2))
        >>> seen[0]
        array([1., 1.])
    """
    token = _EAGERLY.set(True)
    try:
        yield
    finally:
        _EAGERLY.reset(token)


class Function:
    """A Python function, compiled for each kind of arguments; see `graph.function`.

    Attributes:
        python_function: what is compiled.
        retraces: why it was traced again, each time after the first.
    """

    def __init__(
        self, python_function: Callable[..., Any], symbolic: bool, engine: str | None
    ) -> None:
        functools.update_wrapper(self, python_function)
        self.python_function = python_function
        self.engine = engine
        self.name = getattr(python_function, "__name__", type(python_function).__name__)
        self._traces = Traces(self.name, symbolic)
        self._of_instances: weakref.WeakKeyDictionary[Any, Any] = (
            weakref.WeakKeyDictionary()
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Nested:
        if active_trace() is not None or _EAGERLY.get():
            return self.python_function(*args, **kwargs)
        try:
            concrete, arrays = self._prepared(args, kwargs)
        except SymbolicArgument:
            return self.python_function(*args, **kwargs)
        return concrete.run(arrays)

    def _prepared(
        self,
        args: tuple[Any, ...],
        kwargs: Mapping[Any, Any],
    ) -> tuple[ConcreteFunction, list[Any]]:
        """The trace for a call, and the arrays among its arguments."""
        if kwargs:
            args, kwargs = self._positional(args, kwargs)
        arrays: list[Any] = []
        form = read_arguments(args, arrays), read_arguments(kwargs, arrays)
        shapes = tuple([x.shape for x in arrays])
        concrete = self._traces.known(form, shapes)
        if concrete is None:
            concrete = self._traces.find(
                form,
                shapes,
                lambda: self._names(args, kwargs),
                lambda patterns: self._trace(args, kwargs, arrays, patterns),
            )
        return concrete, arrays

    def _positional(
        self,
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Keyword arguments at their places, so that both ways to write are one."""
        bound = inspect.signature(self.python_function).bind(*args, **kwargs)
        return bound.args, bound.kwargs

    def _trace(
        self,
        args: tuple[Any, ...],
        kwargs: Mapping[Any, Any],
        arrays: Sequence[Any],
        patterns: tuple[tuple[int | None, ...], ...],
    ) -> ConcreteFunction:
        argument_names, names = self._names(args, kwargs)
        arguments = {**dict(zip(argument_names, args)), **kwargs}
        settings = {n: x for n, x in arguments.items() if not array_names(x, n)}
        inputs = [
            placeholder(array.dtype, pattern, name)
            for array, pattern, name in zip(arrays, patterns, names)
        ]

        def call() -> Nested:
            tensors = iter(inputs)
            new_args = replace_arrays(args, tensors)
            return self.python_function(*new_args, **replace_arrays(kwargs, tensors))

        return ConcreteFunction(self.name, inputs, call, settings, self.engine)

    def _names(
        self, args: tuple[Any, ...], kwargs: Mapping[Any, Any]
    ) -> tuple[list[str], list[str]]:
        """The names of the positional arguments, and of the arrays in all of them."""
        parameters = _parameters(self.python_function)
        several = (
            [f"{parameters[-1]}[{i}]" for i in range(len(args))] if parameters else []
        )
        names = parameters[: len(args)]
        names += several[: len(args) - len(names)]
        parts = [*zip(names, args), *kwargs.items()]
        return names, [leaf for name, part in parts for leaf in array_names(part, name)]

    # ---- what was traced

    def get_concrete(self, *args: Any, **kwargs: Any) -> ConcreteFunction:
        """The trace for arguments of this kind, made now if there is none.

        Raises:
            ArgumentError: a symbolic tensor is among the arguments.
        """
        try:
            return self._prepared(args, kwargs)[0]
        except SymbolicArgument:
            raise ArgumentError(
                describe(
                    f"{self.name}: a trace is made for arrays, not symbolic tensors",
                    hint="pass an array of the dtype and shape that is meant",
                    made_by=str(here()),
                )
            ) from None

    def compiled_for(
        self, *args: Any, **kwargs: Any
    ) -> tuple[CompiledCallable, list[Any]]:
        """What runs for arguments of this kind, and the arrays among them."""
        concrete, arrays = self._prepared(args, kwargs)
        return concrete.compiled, arrays

    @property
    def retraces(self) -> list[str]:
        """Why the function was traced again, each time after the first."""
        return list(self._traces.reasons)

    def signatures(self) -> list[str]:
        """The kinds of arguments that the function was traced for."""
        return [repr(traced.concrete) for traced in self._traces.all]

    def graph(self, *args: Any, **kwargs: Any) -> str:
        """The graph for arguments of this kind, as text."""
        return self.get_concrete(*args, **kwargs).text

    def __repr__(self) -> str:
        return f"<graph.function {self.name}: {len(self._traces.all)} traces>"

    # ---- methods

    def __get__(
        self, instance: Any, owner: type[Any] | None = None
    ) -> Callable[..., Any] | Function:
        if instance is None:
            return self
        try:
            found = self._of_instances.get(instance)
        except TypeError:  # it has no hash or no weak references: an argument as others
            return functools.partial(self, instance)
        if found is None:
            method = _method_of(self.python_function, instance)
            found = Function(method, self._traces.symbolic, self.engine)
            self._of_instances[instance] = found
        return found


def _method_of(function: Callable[..., Any], instance: Any) -> Callable[..., Any]:
    """The function with its first argument given, which it does not keep alive."""
    reference = weakref.ref(instance)

    @functools.wraps(function)
    def method(*args: Any, **kwargs: Any) -> Nested:
        return function(reference(), *args, **kwargs)

    signature = inspect.signature(function)
    _, *rest = signature.parameters.values()
    method.__signature__ = (  # type: ignore[attr-defined]
        signature.replace(parameters=rest)
    )
    return method


def _parameters(function: Callable[..., Any]) -> list[str]:
    try:
        return list(inspect.signature(function).parameters)
    except (TypeError, ValueError):  # a builtin does not tell
        return ["arguments"]


@public
def function(
    python_function: Callable[..., Any] | None = None,
    *,
    symbolic: bool = True,
    engine: str | None = None,
) -> Callable[..., Any]:
    """Compiles a Python function of arrays: traced at the first call, then run at once.

    Arrays among the arguments (tensors and numpy's, in any nesting) are the inputs of a
    graph; everything else is part of what a trace is made for: Python numbers, strings,
    objects by equality, or by identity if they have no hash. The Python code runs once
    for each kind of arguments; what it does beside computing tensors (prints, appends)
    happens then only. `graph.print` prints at every call. Variables are read at each
    call; assignments take effect in program order, at its end. In a graph, or another
    compiled function, the Python function is called as it is.

    Args:
        python_function: of arrays, in any nesting, and Python values.
        symbolic: whether a trace serves other sizes: the first size of each array is
            symbolic (None in `shape`; `graph.shape` tells it), others are once they
            were seen to change, and a size of 1, which broadcasts, is always known.
            False makes every shape a trace of its own.
        engine: name of the engine; None for the best.

    Returns:
        A function that gives tensors where the Python function gives tensors or arrays,
        and differentiates under tapes. It has ``retraces``, ``signatures()``,
        ``graph(*args)`` and ``get_concrete(*args)``.

    Raises:
        SymbolicError: when called: the function asks a tensor for its value, as ``if``
            does. Use `graph.cond`, `graph.where`, `graph.while_loop`.

    Gradient:
        That of the graph, compiled too, of any order.

    Example:
        >>> import graph
        >>> @graph.function
        ... def norm(x):
        ...     return graph.sqrt(graph.sum(x * x))
        >>> norm(graph.as_tensor([3.0, 4.0])).item()
        5.0
        >>> norm.signatures()
        ['norm(x: float64[x_0]) -> float64[]']
    """
    if python_function is None:
        return functools.partial(function, symbolic=symbolic, engine=engine)
    if not callable(python_function):
        raise ArgumentError(
            describe(
                "function: a callable is needed",
                {"python_function": repr(python_function)},
                "write @graph.function above a def, or graph.function(f)",
                str(here()),
            )
        )
    return Function(python_function, symbolic, engine)
