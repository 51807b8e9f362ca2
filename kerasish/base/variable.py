"""Variables of layers, optimizers and metrics: the engine's, with Keras' manners."""

from __future__ import annotations

import contextlib
import contextvars
from collections.abc import Iterator
from typing import Any, cast

import numpy as np

import graph
from kerasish.base.allocation import require_memory
from kerasish.base.callable_arguments import require_arguments
from kerasish.base.changes import note_change
from kerasish.base.errors import fail
from kerasish.base.naming import auto_name, current_path
from kerasish.base.settings import standardize_dtype
from kerasish.base.tensors import convert_to_tensor

#: the dtype in which floating-point variables are read, None for their own
_AUTOCAST: contextvars.ContextVar[str | None] = contextvars.ContextVar(
    "kerasish_autocast", default=None
)


@contextlib.contextmanager
def autocasting(dtype: str | None) -> Iterator[None]:
    """Inside, ops read floating-point variables in this dtype."""
    token = _AUTOCAST.set(dtype)
    try:
        yield
    finally:
        _AUTOCAST.reset(token)


def reading_dtype() -> str | None:
    """The dtype in which ops read floating-point variables now, None for their own."""
    return _AUTOCAST.get()


class Variable(graph.Variable):
    """A named array that training may change.

    Args:
        initializer: an array or number, or a callable of (shape, dtype).
        shape: needed with a callable.
        dtype: "float32" for Python floats.
        trainable: whether optimizers change it.
        autocast: whether mixed precision may cast it when it is read.
        aggregation: kept for Keras' signature.
        name: without slashes.

    Example:
        >>> import kerasish
        >>> v = kerasish.Variable([1.0, 2.0], name="v")
        >>> v.assign([3.0, 4.0]).numpy()
        array([3., 4.], dtype=float32)
    """

    def __init__(
        self,
        initializer: Any,
        shape: tuple[int, ...] | None = None,
        dtype: Any | None = None,
        trainable: bool = True,
        autocast: bool = True,
        aggregation: str = "none",
        synchronization: str = "auto",
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        if kwargs:
            fail(f"Variable: unknown arguments {sorted(kwargs)}")
        name = auto_name("variable") if name is None else name
        if not isinstance(name, str) or "/" in name:
            fail(
                "Variable: name must be a string without slashes", {"name": repr(name)}
            )
        self.autocast = autocast
        self.aggregation = aggregation
        self.regularizer = None
        self.constraint = None
        self.overwrite_with_gradient = False
        self.owner_trainable = True
        if callable(initializer) and not isinstance(initializer, graph.Tensor):
            if shape is None:
                fail(
                    f"Variable {name!r}: a shape is needed with an initializer",
                    {"initializer": repr(initializer)},
                    "pass shape=(...)",
                )
            require_arguments("an initializer", initializer, "shape", dtype=dtype)
            shape = tuple(int(s) for s in shape)
            dtype = standardize_dtype(dtype)
            require_memory(name, shape, dtype)
            super().__init__(
                lambda: initial_value(initializer, shape, dtype),
                name=name,
                trainable=trainable,
                dtype=dtype,
                shape=shape,
            )
        else:
            if dtype is not None:
                dtype = standardize_dtype(dtype)
            elif not hasattr(initializer, "dtype"):
                initializer = convert_to_tensor(initializer)
            super().__init__(initializer, name=name, trainable=trainable, dtype=dtype)
        path = current_path()
        self.path = f"{path}/{name}" if path else name

    @property
    def trainable(self) -> bool:
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        self._trainable = bool(value)
        note_change()

    @property
    def operand_dtype(self) -> np.dtype:
        """The dtype in which ops read the variable: its own, or that of the layer."""
        dtype = _AUTOCAST.get()
        casts = dtype is not None and self.autocast and graph.kind_of(self.dtype) == "f"
        return graph.as_dtype(cast("str", dtype)) if casts else self.dtype

    def as_operand(self) -> graph.Tensor:
        """The value, cast while a layer of mixed precision is called."""
        dtype = self.operand_dtype
        return self.value if dtype == self.dtype else graph.cast(self.value, dtype)

    @property
    def ndim(self) -> int:
        return len(self.spec.shape)

    def assign(self, value: Any) -> graph.Tensor:
        """Sets the value, cast to the variable's dtype.

        Raises:
            ShapeError: another shape.
        """
        if not isinstance(value, (graph.Tensor, np.ndarray)):
            value = np.asarray(value, self.dtype)
        if value.dtype != self.dtype:
            value = graph.cast(value, self.dtype)
        return super().assign(value)

    def __repr__(self) -> str:
        return f"<Variable path={self.path}, shape={self.shape}, dtype={self.dtype}>"


def initial_value(initializer: Any, shape: tuple[int, ...], dtype: Any) -> np.ndarray:
    """The array that an initializer gives, also while a trace is open."""
    with graph.not_tracing(), graph.recording():
        return np.asarray(initializer(shape, dtype=dtype))
