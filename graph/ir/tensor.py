"""Tensors: symbolic ones, which a node will compute, and eager ones, which hold values.

Operators and methods (``x + y``, ``x[:, -1]``, ``x.sum()``) are attached by
``graph.ops.operators``, so both kinds answer to the same names as numpy's arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from graph.ir.dims import Dim
from graph.ir.errors import SymbolicError, describe
from graph.ir.origin import here
from graph.ir.spec import Spec, spec_of
from graph.ir.tensor_methods import TensorMethods

if TYPE_CHECKING:
    from graph.ir.hints import DTypeLike
    from graph.ir.node import Node


class Tensor(TensorMethods):
    """What every op takes and returns; ``dtype``, ``shape`` and numpy's operators."""

    __slots__ = ()
    __array_priority__ = 1000.0

    if TYPE_CHECKING:
        # of each kind: an attribute, or a property
        spec: Spec

    @property
    def dtype(self) -> np.dtype:
        return self.spec.dtype

    @property
    def shape(self) -> tuple[int | None, ...]:
        """The sizes; None where a size is symbolic (`graph.shape` gives those)."""
        return tuple(None if isinstance(s, Dim) else s for s in self.spec.shape)

    @property
    def ndim(self) -> int:
        return len(self.spec.shape)

    def apply_function(
        self, function: Callable[..., Any], *args: Any, **kwargs: Any
    ) -> Any:
        """Calls a function of the engine for a method or for numpy's function."""
        return function(*args, **kwargs)

    def __setitem__(self, key: Any, value: Any) -> NoReturn:
        raise SymbolicError(
            describe(
                "a tensor is a value: it cannot be changed in place",
                {"x": self.spec, "key": key},
                "make a new one: graph.slice_update(x, start, value), "
                "graph.scatter_update(x, places, values) or graph.where(mask, value, "
                "x); what changes is a graph.Variable, by assign",
                str(here()),
            )
        )


class SymbolicTensor(Tensor):
    """Output ``index`` of ``node``: a promise of a value."""

    __slots__ = ("__weakref__", "index", "node", "spec", "tags")

    def __init__(self, node: Node, index: int, spec: Spec) -> None:
        self.node = node
        self.index = index
        self.spec = spec
        self.tags: Any = None  # for layers to attach what the engine does not look at

    __hash__ = object.__hash__

    @property
    def op(self) -> Any:
        return self.node.op

    @property
    def name(self) -> str:
        name: str = getattr(self.node.op, "label", None) or self.node.op.name
        return name

    def __repr__(self) -> str:
        return f"<symbolic {self.name}: {self.spec}>"

    def _no_value(self, wanted: str, hint: str) -> SymbolicError:
        return SymbolicError(
            describe(
                f"a symbolic tensor has no {wanted} before it runs",
                f"{self.name}={self.spec}, used at {here().place}",
                hint,
                str(self.node.origin),
            )
        )

    def __bool__(self) -> NoReturn:
        raise self._no_value(
            "truth value",
            "choose with graph.where(condition, a, b), or branch with "
            "graph.cond(condition, f, g); loop with graph.while_loop",
        )

    def __array__(
        self, dtype: DTypeLike | None = None, copy: bool | None = None
    ) -> NoReturn:
        raise self._no_value(
            "array", "run it: graph.Session().run(tensor, {placeholder: array})"
        )

    def __float__(self) -> NoReturn:
        raise self._no_value(
            "number",
            "keep it a tensor: graph.where(condition, a, b) and graph.cond choose by "
            "it; graph.Session().run(tensor) gives its value",
        )

    def numpy(self) -> NoReturn:
        """Fails: only values have arrays."""
        self.__array__()

    item = tolist = numpy

    def __format__(self, form: str) -> str:
        if form:
            raise self._no_value("number to format", "show it when it has run")
        return repr(self)

    __int__ = __float__

    def __index__(self) -> NoReturn:
        raise self._no_value(
            "integer",
            "loop with graph.fori_loop(0, n, body, init), index with x[i] on a tensor "
            "x, take sizes from graph.shape(x)",
        )

    def __iter__(self) -> Iterator[Tensor]:
        if not self.spec.shape or isinstance(self.spec.shape[0], Dim):
            raise self._no_value(
                "known length to iterate over", "loop with graph.scan or graph.map"
            )
        return (self[i] for i in range(self.spec.shape[0]))

    def __len__(self) -> int:
        if not self.spec.shape or isinstance(self.spec.shape[0], Dim):
            raise self._no_value("known length", "use graph.shape(x)[0]")
        return self.spec.shape[0]


class EagerTensor(Tensor):
    """A value: a numpy array that answers to the ops.

    A value that was computed from variables remembers how (`graph.ir.recipe`), so that
    a graph in which it is used reads the variables at each run. Inside a trace or under
    a tape it is a plain constant.
    """

    __slots__ = ("__weakref__", "array", "recipe", "tags")

    def __init__(self, array: np.ndarray, recipe: Any = None) -> None:
        self.array = array
        self.recipe = recipe
        self.tags: Any = None  # for layers to attach what the engine does not look at

    __hash__ = object.__hash__

    @property
    def spec(self) -> Spec:  # type: ignore[override]  # made when it is asked for
        return spec_of(self.array)

    @property
    def dtype(self) -> np.dtype:
        return self.array.dtype

    @property
    def shape(self) -> tuple[int, ...]:
        return self.array.shape

    @property
    def size(self) -> int:
        return self.array.size

    def numpy(self) -> np.ndarray:
        """The value as a numpy array; shares memory, so treat it as read-only."""
        return np.asarray(self.array)

    def copy(self) -> EagerTensor:
        """The same value in memory of its own."""
        return EagerTensor(self.array.copy())

    @property
    def nbytes(self) -> int:
        return self.array.nbytes

    @property
    def itemsize(self) -> int:
        return self.array.itemsize

    def item(self, *index: Any) -> Any:
        return self.array.item(*index)

    def tolist(self) -> Any:
        return self.array.tolist()

    def __array__(
        self, dtype: DTypeLike | None = None, copy: bool | None = None
    ) -> np.ndarray:
        array = np.asarray(self.array)
        if dtype is not None and array.dtype != dtype:
            return array.astype(dtype)
        return array.copy() if copy else array

    def __reduce__(self) -> tuple[type[EagerTensor], tuple[np.ndarray]]:
        return EagerTensor, (np.asarray(self.array),)

    def __dlpack__(self, **options: Any) -> Any:
        return np.asarray(self.array).__dlpack__(**options)

    def __dlpack_device__(self) -> tuple[int, int]:
        return np.asarray(self.array).__dlpack_device__()

    def __bool__(self) -> bool:
        return bool(self.array)

    def __float__(self) -> float:
        return float(self.array)

    def __int__(self) -> int:
        return int(self.array)

    def __index__(self) -> int:
        return self.array.__index__()

    def __len__(self) -> int:
        return len(self.array)

    def __iter__(self) -> Iterator[Tensor]:
        return (self[i] for i in range(len(self.array)))

    def __format__(self, spec: str) -> str:
        return format(self.array if self.array.ndim else self.array.item(), spec)

    def __repr__(self) -> str:
        body = np.array2string(np.asarray(self.array), separator=", ", prefix="tensor(")
        return f"tensor({body}, dtype={self.array.dtype})"
