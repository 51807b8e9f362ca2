"""State: a variable owns its array; runs read it at the start and commit at the end."""

from __future__ import annotations

import itertools
import sys
import weakref
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from graph.ir.dims import Dim, Size
from graph.ir.dtypes import kind_of
from graph.ir.errors import ArgumentError, DTypeError, ShapeError, describe
from graph.ir.leaves import Assign, Constant, Held, ReadVariable
from graph.ir.locks import new_lock
from graph.ir.node import make_node
from graph.ir.origin import here
from graph.ir.spec import Spec, spec_of
from graph.ir.state import RUNNING, STATE, Changes, keep, settle
from graph.ir.tensor import EagerTensor, SymbolicTensor, Tensor
from graph.ir.trace import active_recorders, active_trace, note_assignment

if TYPE_CHECKING:
    from graph.ir.hints import DTypeLike, TensorLike
    from graph.ir.trace import Trace


_NAMES = itertools.count(1)
_FIRST_READ = new_lock()


class Variable(Tensor):
    """A named array that keeps its value between runs.

    Args:
        initial_value: array, number, or a callable without arguments that returns one;
            a callable runs when the value is first needed.
        name: shown in messages, summaries and files.
        trainable: whether optimizers and tapes look at it by default.
        dtype: defaults to that of the initial value; Python floats give float32.
        shape: needed only with a callable, to know the spec before it runs.

    Raises:
        DTypeError: the initial value is not numeric.

    Example:
        >>> import graph
        >>> v = graph.Variable([1.0, 2.0], name="v")
        >>> v.assign_add([1.0, 1.0]).numpy()
        array([2., 3.], dtype=float32)
    """

    def __init__(
        self,
        initial_value: TensorLike | Callable[[], Any],
        name: str | None = None,
        trainable: bool = True,
        dtype: DTypeLike | None = None,
        shape: Sequence[Size] | None = None,
    ) -> None:
        self.name = f"variable_{next(_NAMES)}" if name is None else name
        self.path = self.name  # in a model, with the names of the layers around it
        self.trainable = trainable
        self._array: np.ndarray | None = None
        self._initial: Callable[[], Any] | None = None
        self._spare: np.ndarray | None = None
        self._read: weakref.ref[SymbolicTensor] | None = None
        self._eager: EagerTensor | None = None
        #: grows when another array becomes the value
        self.version = 0
        if isinstance(initial_value, SymbolicTensor):
            raise ArgumentError(
                describe(
                    f"Variable {self.name!r}: the initial value is symbolic",
                    {"initial_value": initial_value.spec},
                    "pass an array, or a callable that returns one",
                    str(here()),
                )
            )
        if callable(initial_value) and not isinstance(initial_value, Tensor):
            self._initial = initial_value
            if shape is None:
                self._initialize(dtype)
            else:
                self.spec = Spec("float32" if dtype is None else dtype, shape)
        else:
            self._array = _own_array(initial_value, dtype)
            self.spec = spec_of(self._array)

    def _initialize(self, dtype: DTypeLike | None = None) -> None:
        with _FIRST_READ:
            if self._initial is None:
                return
            token_free = self._initial
            array = _own_array(token_free(), dtype or getattr(self, "spec", None))
            if hasattr(self, "spec") and array.shape != self.spec.shape:
                raise ShapeError(
                    describe(
                        f"Variable {self.name!r}: the initial value has another shape",
                        {"initial_value": spec_of(array), "declared": self.spec},
                        "make the callable return the declared shape",
                        str(here()),
                    )
                )
            self.spec = spec_of(array)
            self._array, self._initial = array, None

    def start(self) -> None:
        """Computes the initial value, if that has not happened yet."""
        if self._array is None:
            self._initialize()

    @property
    def array(self) -> np.ndarray:
        """The array itself. Read only: `assign` is the way to change it."""
        self.start()
        with STATE:
            settle((id(self),))
            return cast(np.ndarray, self._array)

    def commit(self, array: np.ndarray) -> None:
        """Takes this array as the new value; the old one may be reused as a buffer."""
        array = np.asarray(array, order="C")
        with STATE:
            keep(self, self._array)
            self._spare, self._array = self._array, array
            self._eager = self._initial = None
            Changes.count += 1
            self.version = Changes.count

    def spare(self) -> np.ndarray:
        """A buffer of the variable's spec that nobody reads, for the next value."""
        spare, self._spare = self._spare, None
        if spare is not None and _references(spare) == _LONE and _is_plain(spare):
            return spare
        return np.empty(self.spec.shape, self.spec.dtype)

    def exclusive(self) -> np.ndarray | None:
        """The array itself, for a run that writes the next value over it.

        None where somebody else holds it: what others hold stays as it is.
        """
        with STATE:
            self._eager = self._initial = None
            array = cast(np.ndarray, self._array)
            if _references(array) > _LONE + 1 or not _is_plain(array):
                return None
            return array

    def check(self, spec: Spec | None) -> None:
        """Raises ShapeError when a value like this cannot be the variable's."""
        if spec is None or spec.shape == self.spec.shape:
            return
        if len(spec.shape) == len(self.spec.shape) and all(
            isinstance(size, Dim) or size == own
            for size, own in zip(spec.shape, self.spec.shape)
        ):
            return  # a run will tell
        raise ShapeError(
            describe(
                f"Variable {self.name!r}: assigned value has another shape",
                {"value": spec, "variable": self.spec},
                "a variable keeps its shape; make a new one for another",
                str(here()),
            )
        )

    def symbolic(self) -> SymbolicTensor:
        """The tensor that reads this variable at the start of a run."""
        tensor = self._read() if self._read is not None else None
        if tensor is None:
            tensor = make_node(ReadVariable(self), ()).output()
            self._read = weakref.ref(tensor)
        return tensor

    @property
    def value(self) -> Tensor:
        """The value now; inside a trace the latest assigned symbolic tensor."""
        trace = active_trace()
        if trace is not None:
            return trace.read(self)
        self.start()
        tensor = self._eager
        if tensor is None:
            with STATE:
                settle((id(self),))
                array = cast(np.ndarray, self._array).view()
                array.flags.writeable = False  # `assign` is the way to change it
                tensor = EagerTensor(array, weakref.ref(self))
                self._eager = tensor
        for recorder in active_recorders():
            recorder.read(self, tensor)
        return tensor

    @property
    def operand_dtype(self) -> np.dtype:
        """The dtype of `as_operand`."""
        return self.dtype

    def as_operand(self) -> Tensor:
        """What ops compute with in place of the variable: its value."""
        return self.value

    def numpy(self) -> np.ndarray:
        """A copy of the value."""
        return self.array.copy()

    def __array__(self, dtype: DTypeLike | None = None, copy: Any = None) -> np.ndarray:
        return np.array(self.array, dtype)

    def assign(self, value: TensorLike) -> Tensor:
        """Sets the value: now for arrays, at the end of a run for symbolic tensors.

        Raises:
            ShapeError: the shape differs from the variable's.
        """
        trace = active_trace()
        if isinstance(value, Variable):
            value = value.value
        if trace is None and not isinstance(value, SymbolicTensor):
            array = _own_array(value, self.dtype)
            self.check(spec_of(array))
            note_assignment(self, symbolic=False)
            self.commit(array)
            return EagerTensor(array.copy())
        self.check(value.spec if isinstance(value, Tensor) else None)
        return self._assign_symbolic(value, trace)

    def take(  # type: ignore[override]  # of tensors it is numpy's
        self, array: np.ndarray
    ) -> None:
        """Sets the value to an array that the caller gives away: nobody else holds it.

        It is copied only where it cannot be the variable's own: with another dtype, or
        as a part of something else.

        Raises:
            ShapeError: the shape differs from the variable's.
        """
        is_own = array.dtype == self.dtype and _is_plain(array)
        if active_trace() is not None or not is_own:
            self.assign(array)
            return
        self.check(spec_of(array))
        note_assignment(self, symbolic=False)
        self.commit(array)

    def restorer(self) -> Callable[[], None]:
        """A function that gives the variable the value back that it has now.

        An initial value that nobody asked for yet is not computed for that.
        """
        before, initial = self._array, self._initial

        def restore() -> None:
            if before is not None:
                self.commit(before)
                return
            with STATE:
                keep(self, self._array)
                self._array = self._spare = self._eager = None
                self._initial = initial
                Changes.count += 1
                self.version = Changes.count

        return restore

    def _assign_symbolic(
        self, value: TensorLike, trace: Trace | None
    ) -> SymbolicTensor:
        if not isinstance(value, SymbolicTensor):
            array = _own_array(value, self.dtype)
            value = make_node(Constant(Held(array)), ()).output()
        self.check(value.spec)
        if value.dtype != self.dtype:
            raise DTypeError(
                describe(
                    f"Variable {self.name!r}: assigned value has another dtype",
                    {"value": value.spec, "variable": self.spec},
                    f'convert it first: graph.cast(value, "{self.dtype}")',
                    str(here()),
                )
            )
        if trace is None:
            note_assignment(self, symbolic=True)
            return make_node(Assign(self), (value,)).output()
        return trace.assign(self, value)

    if TYPE_CHECKING:  # graph.ops.operators attaches them

        def assign_add(self, delta: TensorLike) -> Tensor: ...
        def assign_sub(self, delta: TensorLike) -> Tensor: ...

    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        return bool(self.value)

    def __float__(self) -> float:
        return float(self.array)

    def __int__(self) -> int:
        return int(self.array)

    def __len__(self) -> int:
        return cast(int, self.spec.shape[0])

    def __repr__(self) -> str:
        return f"<Variable {self.name!r}: {self.spec}>"


def read_together(variables: Sequence[Variable]) -> list[np.ndarray]:
    """The arrays of several variables, all of one moment; read only, as `array`."""
    with STATE:
        if RUNNING:
            settle([id(v) for v in variables])
        return [v.array if v._array is None else v._array for v in variables]


def _references(array: np.ndarray) -> int:
    return sys.getrefcount(array)


def _lone_references() -> int:
    """What `_references` says of an array that only its caller holds."""
    array = np.empty(0)
    return _references(array)


_LONE = _lone_references()


def are_exclusive(variables: Iterable[Variable]) -> bool:
    """Whether nobody else holds the array of any of them; quicker than asking each."""
    count, most = sys.getrefcount, _HELD_BY_ONE
    return not [v for v in variables if count(v._array) > most]


def _references_of_attribute() -> int:
    """What `are_exclusive` counts of an array that only its variable holds."""

    class Holder:
        _array: np.ndarray | None = None

    holder = Holder()
    holder._array = np.empty(0)
    (count,) = [sys.getrefcount(h._array) for h in [holder]]
    return count


_HELD_BY_ONE = _references_of_attribute()


def _is_plain(array: np.ndarray) -> bool:
    """Whether kernels can write into it, and nobody holds the memory behind it."""
    return array.base is None and array.flags.c_contiguous


def _own_array(value: TensorLike, dtype: DTypeLike | None) -> np.ndarray:
    """A fresh array that no one else holds; Python floats become float32."""
    if isinstance(dtype, Spec):
        dtype = dtype.dtype
    if dtype is None and not hasattr(value, "dtype"):
        array = np.asarray(value)
        dtype = {"f": np.float32, "i": np.int32}.get(kind_of(array.dtype), array.dtype)
    array = np.array(value, dtype, order="C")
    if kind_of(array.dtype) not in "biufcV":
        raise DTypeError(
            describe(
                "a variable holds numbers",
                f"{type(value).__name__} of dtype {array.dtype}",
                "convert the value to a numeric array first",
                str(here()),
            )
        )
    return array
