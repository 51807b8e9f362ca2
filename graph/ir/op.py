"""The contract of an operation.

A primitive is a class in one file: shape rule, numpy kernel, gradient, documentation.
Its attributes are the class annotations; an op is immutable and compares by value::

    class Exp(ElementwiseUnary):
        '''y = e**x.'''
        ufunc = np.exp

        def vjp(self, dy, y, x):
            return (dy * y,)
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from graph.ir.dims import Atom, Dim, Size, evaluate, symbols_in
from graph.ir.dtypes import kind_of
from graph.ir.errors import ArgumentError, DTypeError, ShapeError, describe
from graph.ir.hints import Cotangents, Env
from graph.ir.origin import here
from graph.ir.spec import Spec

if TYPE_CHECKING:
    from graph.ir.tensor import SymbolicTensor


REGISTRY: dict[str, type[Op]] = {}


class Op:
    """One primitive operation with its attributes."""

    props: ClassVar[tuple[str, ...]] = ()
    #: nodes of this op are never shared, removed or reordered by rewrites
    is_unique: ClassVar[bool] = False
    #: y is the first input; the op only carries information, and passes remove it
    is_marker: ClassVar[bool] = False
    #: the output may share memory with the first input
    is_view: ClassVar[bool] = False
    #: kernel computes each output element from the same element of the inputs
    is_elementwise: ClassVar[bool] = False
    #: the kernel moves elements, whatever they are, and never looks at their values
    moves_only: ClassVar[bool] = False
    #: running it does something beside giving a value: it runs even if nobody uses the
    #: value, once, and in the order in which such ops were applied
    is_effect: ClassVar[bool] = False
    #: some attribute may be a symbolic size: its annotation names `Size`, which is how
    #: sizes are found, so no other word will do
    takes_sizes: ClassVar[bool] = False
    #: vjp is written as for real numbers; complex cotangents are conjugated around it
    is_holomorphic: ClassVar[bool] = False
    #: a numpy ufunc that is the whole kernel, if there is one
    ufunc: ClassVar[Any] = None

    def __init_subclass__(cls, abstract: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        names = dict.fromkeys(cls.props)
        for name, hint in inspect.get_annotations(cls).items():
            if not str(hint).startswith("ClassVar"):
                names[name] = None
                cls.takes_sizes = cls.takes_sizes or "Size" in str(hint)
        cls.props = tuple(names)
        if not abstract:
            taken = REGISTRY.get(cls.__name__)
            if taken is None or _is_defined_again(taken, cls):
                REGISTRY[cls.__name__] = cls

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        values = dict(zip(self.props, args), **kwargs)
        for name in self.props:
            if name not in values:
                values[name] = getattr(type(self), name)
        self.__dict__.update(values)
        self._key = (type(self), *(values[name] for name in self.props))
        self._hash = hash(self._key)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Op) and self._key == other._key)

    def __hash__(self) -> int:
        return self._hash

    @property
    def name(self) -> str:
        """The name in messages and printed graphs, for example ``dot_general``."""
        return snake_case(type(self).__name__)

    def __repr__(self) -> str:
        shown = ", ".join(f"{n}={getattr(self, n)!r}" for n in self.props)
        return f"{self.name}({shown})" if shown else self.name

    @property
    def has_effect(self) -> bool:
        """Whether this op, or one in a body among its attributes, is an effect."""
        return self.is_effect or any(
            getattr(part, "has_effects", False)
            for name in self.props
            for part in _parts(getattr(self, name))
        )

    # ---- what a primitive defines

    def infer(self, *inputs: Any) -> Spec | tuple[Spec, ...]:
        """The specs of the outputs; raises ShapeError or DTypeError."""
        raise NotImplementedError(f"{type(self).__name__} must define infer")

    def kernel(self, *arrays: Any) -> Any:
        """The value, by numpy. Never writes to its inputs."""
        if self.ufunc is not None:
            return self.ufunc(*arrays)
        raise NotImplementedError(f"{type(self).__name__} must define kernel")

    def fit_inputs(self, *inputs: SymbolicTensor) -> Sequence[SymbolicTensor]:
        """Inputs that ran as values, made ready for a node of this op."""
        return inputs

    #: ``kernel_into(out, *arrays)`` writes the one output to ``out``; None if absent
    kernel_into: ClassVar[Any] = None

    #: ``lower(m, *xs)`` of an elementwise op: the same on lanes of a vector, for
    #: compiled engines; m has the functions that the native engine's LaneMath lists.
    #: None if there is none, and it may return None for dtypes that it has no code for
    lower: ClassVar[Any] = None

    def vjp(self, dy: Any, y: Any, /, *inputs: Any) -> Cotangents:
        """The cotangents of the inputs, as graph; None where there is no gradient."""
        raise NotImplementedError(
            f"{self.name} has no gradient; wrap the call in graph.stop_gradient, or "
            "give one with graph.custom_gradient"
        )

    def flops(self, inputs: Sequence[Spec], outputs: Sequence[Spec]) -> Size:
        """The operations on numbers that a run takes, for specs without symbols.

        A product that is added counts 2. Ops that only move data count none; nor do
        those that sort or decompose, for which nobody has written a formula.
        """
        return outputs[0].size if self.is_elementwise else 0

    # ---- symbolic sizes among the attributes

    def symbols(self) -> set[Atom]:
        """The symbols that the attributes mention."""
        found: set[Atom] = set()
        for name in self.props:
            _collect(getattr(self, name), found)
        return found

    def map_props(self, function: Callable[[Any], Any]) -> Op:
        """This op with a function applied to its attributes, inside tuples too."""
        return type(self)(*[_mapped(getattr(self, n), function) for n in self.props])

    def bind(self, env: Env) -> Op:
        """This op with every symbolic size among its attributes made a number."""
        return self.map_props(
            lambda value: evaluate(value, env) if isinstance(value, Dim) else value
        )

    # ---- errors

    def fail(
        self,
        what: str,
        hint: str = "",
        error: type[Exception] = ShapeError,
        /,
        **got: Any,
    ) -> NoReturn:
        """Raises an error in the format of `errors.describe`."""
        raise error(describe(f"{self.name}: {what}", got, hint, str(here())))

    def require_float(self, **specs: Spec) -> None:
        for name, spec in specs.items():
            if kind_of(spec.dtype) not in "fc":
                self.fail(
                    f"{name} must be floating point",
                    f'convert it first: graph.cast({name}, "float32")',
                    DTypeError,
                    **specs,
                )

    def require_integer(self, **specs: Spec) -> None:
        for name, spec in specs.items():
            if kind_of(spec.dtype) not in "iu":
                self.fail(
                    f"{name} must be an integer tensor",
                    f'convert it first: graph.cast({name}, "int32")',
                    DTypeError,
                    **specs,
                )

    def require_bool(self, **specs: Spec) -> None:
        for name, spec in specs.items():
            if kind_of(spec.dtype) != "b":
                self.fail(
                    f"{name} must be boolean",
                    "compare it with something, as in x != 0",
                    DTypeError,
                    **specs,
                )

    def require_same_dtype(self, **specs: Spec) -> None:
        if len({spec.dtype for spec in specs.values()}) > 1:
            self.fail("dtypes must agree", "cast one of them", DTypeError, **specs)

    def require_axis(self, axis: int, rank: int, **got: Any) -> None:
        if not 0 <= axis < rank:
            self.fail(
                f"axis {axis} is outside a tensor of rank {rank}",
                f"axes run from {-rank} to {rank - 1}",
                ArgumentError,
                **got,
            )


def _is_defined_again(old: type[Op], new: type[Op]) -> bool:
    """Whether a class comes from the same module or file, as when that runs again."""
    if old.__module__ == new.__module__:
        return True
    old_code, new_code = (getattr(c.infer, "__code__", None) for c in (old, new))
    return old_code is not None and old_code.co_filename == getattr(
        new_code, "co_filename", None
    )


@functools.cache
def snake_case(name: str) -> str:
    """CamelCase to snake_case: ``DotGeneral`` -> ``dot_general``."""
    out = []
    for i, char in enumerate(name):
        if char.isupper() and i and not name[i - 1].isupper():
            out.append("_")
        out.append(char.lower())
    return "".join(out)


def _parts(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _collect(value: Any, found: set[Atom]) -> None:
    if isinstance(value, Dim):
        found |= symbols_in(value)
    elif isinstance(value, tuple):
        for item in value:
            _collect(item, found)
    elif hasattr(value, "symbols"):
        found |= value.symbols()


def _mapped(value: Any, function: Callable[[Any], Any]) -> Any:
    if isinstance(value, tuple):
        return tuple(_mapped(item, function) for item in value)
    return function(value)
