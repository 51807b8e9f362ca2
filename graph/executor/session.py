"""Running graphs: placeholders, sessions, and callables with fixed feeds."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.executor.callable import CompiledCallable
from graph.ir.dims import Dim, symbol
from graph.ir.dispatch import as_symbolic
from graph.ir.dtypes import as_dtype
from graph.ir.errors import ArgumentError, FeedError, describe
from graph.ir.leaves import Placeholder
from graph.ir.locks import new_lock
from graph.ir.node import make_node
from graph.ir.origin import here
from graph.ir.program import assignments_in
from graph.ir.structure import flatten, pack_like
from graph.ir.tensor import EagerTensor, SymbolicTensor
from graph.ir.variable import Variable
from graph.ops.public import public

if TYPE_CHECKING:
    from graph.ir.dims import Size
    from graph.ir.hints import DTypeLike, TensorLike


@public
def placeholder(
    dtype: DTypeLike = "float32",
    shape: Sequence[int | str | None] = (),
    name: str = "placeholder",
) -> SymbolicTensor:
    """A tensor whose value is fed at each run.

    Args:
        dtype: of the arrays that will be fed.
        shape: sizes; None for one that each run decides, a string for a symbolic size
            that all placeholders of that name share.
        name: shown in messages.

    Example:
        >>> import graph
        >>> graph.placeholder("float32", (None, "features"), "x").spec
        float32[x_0, features]
    """
    sizes = tuple(_size(s, f"{name}_{i}") for i, s in enumerate(shape))
    return make_node(Placeholder(as_dtype(dtype), sizes, name), ()).output()


def _size(value: int | str | None, name: str) -> Size:
    if value is None:
        return symbol(name)
    if isinstance(value, str):
        return symbol(value, shared=True)
    if isinstance(value, Dim):
        return value
    if isinstance(value, (int, np.integer)) and value >= 0:
        return int(value)
    raise ArgumentError(
        describe(
            "placeholder: a size is a non-negative integer, None or a name",
            {"size": repr(value)},
            "write None for a size that is not known",
            str(here()),
        )
    )


@public
class Session:
    """Compiles and runs graphs; keeps what it compiled.

    Args:
        engine: "numpy", "auto", or None for the environment's choice.
        cache_size: how many pairs of fetches and feeds stay compiled.

    A run reads every variable as it is at its start, and commits the assignments among
    its fetches together at its end. Runs from several threads are safe.

    Example:
        >>> import graph
        >>> x = graph.placeholder("float32", (), "x")
        >>> with graph.Session() as session:
        ...     result = session.run({"double": x * 2.0, "square": x * x}, {x: 3.0})
        >>> {name: float(value) for name, value in result.items()}
        {'double': 6.0, 'square': 9.0}
    """

    def __init__(self, engine: str | None = None, cache_size: int = 64) -> None:
        self.engine = engine
        self.cache_size = cache_size
        self._compiled: OrderedDict[Any, Any] = OrderedDict()
        self._lock = new_lock()

    def run(
        self, fetches: TensorLike, feed_dict: dict[Any, Any] | None = None
    ) -> list[np.ndarray] | np.ndarray:
        """The values of the fetches, in their nesting.

        Args:
            fetches: tensors and variables in any nesting of lists, tuples and dicts.
            feed_dict: values by tensor. Any tensor can be fed, not only placeholders.

        Raises:
            FeedError: a feed is missing, unknown, or of another shape.
            ExecutionError: a kernel failed; names the node and the user's line.
        """
        feeds = {} if feed_dict is None else feed_dict
        leaves = [fetches] if type(fetches) is SymbolicTensor else flatten(fetches)
        key = (*map(id, leaves), None, *map(id, feeds))
        entry = self._compiled.get(key)
        if entry is None:
            entry = self._compile(key, leaves, feeds)
        elif len(self._compiled) == self.cache_size:
            self._keep(key)
        results = entry[0](list(feeds.values()))
        if leaves is not fetches and type(fetches) is SymbolicTensor:
            return results[0]
        result: list[np.ndarray] | np.ndarray = pack_like(fetches, results)
        return result

    def _compile(
        self,
        key: tuple[int | None, ...],
        leaves: Sequence[SymbolicTensor],
        feeds: Mapping[SymbolicTensor, int | list[int] | np.ndarray],
    ) -> tuple[CompiledCallable, Sequence[SymbolicTensor], list[SymbolicTensor]]:
        for tensor in feeds:
            if not isinstance(tensor, SymbolicTensor):
                raise FeedError(
                    describe(
                        "a feed must be keyed by a symbolic tensor",
                        {"key": repr(tensor)},
                        "a variable is set before the run: v.assign(array)"
                        if isinstance(tensor, Variable)
                        else "pass the placeholder itself: {x: array}",
                        str(here()),
                    )
                )
        outputs = [fetch(leaf) for leaf in leaves]
        updates = assignments_in(outputs, feeds)
        function = CompiledCallable(list(feeds), outputs, updates, self.engine)
        entry = (function, leaves, list(feeds))  # holds the keys of the cache alive
        with self._lock:
            self._compiled[key] = entry
            while len(self._compiled) > self.cache_size:
                self._compiled.popitem(last=False)
        return entry

    def _keep(self, key: tuple[int | None, ...]) -> None:
        """Notes that this entry was used: the one used longest ago goes first."""
        with self._lock:
            if key in self._compiled:
                self._compiled.move_to_end(key)

    def make_callable(
        self,
        fetches: SymbolicTensor | dict[str, TensorLike],
        feed_list: Sequence[SymbolicTensor] = (),
    ) -> Callable[..., Any]:
        """A function of arrays, in the order of ``feed_list``, that runs the fetches.

        Example:
            >>> import graph
            >>> x = graph.placeholder("float32", (None,), "x")
            >>> f = graph.Session().make_callable(graph.exp(x), [x])
            >>> f([0.0, 0.0])
            array([1., 1.], dtype=float32)
        """
        leaves = flatten(fetches)
        outputs = [fetch(leaf) for leaf in leaves]
        updates = assignments_in(outputs, feed_list)
        function = CompiledCallable(list(feed_list), outputs, updates, self.engine)
        single = isinstance(fetches, SymbolicTensor)

        def call(
            *arrays: int | list[float] | np.ndarray,
        ) -> (
            dict[str, list[np.ndarray | tuple[np.ndarray, ...]] | np.ndarray]
            | np.ndarray
        ):
            results = function(arrays)
            return results[0] if single else pack_like(fetches, results)

        return call

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: Any) -> None:
        self._compiled.clear()


def fetch(leaf: SymbolicTensor) -> SymbolicTensor:
    """What can be fetched as a symbolic tensor."""
    if isinstance(leaf, SymbolicTensor):
        return leaf
    if isinstance(leaf, Variable):
        return leaf.symbolic()
    if isinstance(leaf, EagerTensor) and leaf.recipe is not None:
        return as_symbolic(leaf)  # made from variables: read again by each run
    is_value = isinstance(leaf, EagerTensor)
    kind = "an eager tensor" if is_value else f"{type(leaf).__name__}: {leaf!r:.60}"
    raise ArgumentError(
        describe(
            "only symbolic tensors and variables can be fetched",
            {"fetch": kind},
            "an eager tensor has its value already: tensor.numpy()"
            if is_value
            else "pass the tensor itself; names are not looked up",
            str(here()),
        )
    )
