"""Gradients of imperative code: a tape records the ops that run, then walks back."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from graph.executor.recording import Recording
from graph.ir.dispatch import as_symbolic, as_tensor, is_symbolic
from graph.ir.dtypes import kind_of
from graph.ir.errors import ArgumentError, GradientError, describe
from graph.ir.origin import here
from graph.ir.structure import flatten, pack_like
from graph.ir.tensor import EagerTensor, Tensor
from graph.ir.trace import active_recorders, recording
from graph.ir.variable import Variable
from graph.ops.public import public
from graph.ops.shape.broadcast import broadcast_to
from graph.ops.shape.concatenate import stack
from graph.ops.shape.reshape import reshape

if TYPE_CHECKING:
    from graph.ir.dims import Size
    from graph.ir.hints import Nested, TensorLike


@public
class GradientTape:
    """Records ops on values, to differentiate what they computed: d target / d source.

    Args:
        persistent: whether `gradient` may be called more than once.
        watch_accessed_variables: whether trainable variables are watched when read.

    On symbolic tensors, and inside a trace, where nothing runs, `gradient` builds the
    graph of the gradient like `graph.gradients`.

    Example:
        >>> import graph
        >>> w = graph.Variable([1.0, 2.0])
        >>> with graph.GradientTape() as tape:
        ...     loss = graph.sum(w * w)
        >>> tape.gradient(loss, w).numpy()
        array([2., 4.], dtype=float32)
    """

    def __init__(
        self, persistent: bool = False, watch_accessed_variables: bool = True
    ) -> None:
        self.persistent = persistent
        self._recording = Recording(watch_accessed_variables)
        self._open: Any = None
        self._spent = False

    def __enter__(self) -> GradientTape:
        if self._open is not None:
            raise GradientError(
                describe(
                    "GradientTape: the tape is recording already",
                    hint="open another tape for the inner computation",
                    made_by=str(here()),
                )
            )
        if self._spent:
            self.reset()
        self._open = recording(*active_recorders(), self._recording)
        self._open.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        context, self._open = self._open, None
        context.__exit__(*error)

    # ---- watching

    def watch(self, tensor: TensorLike) -> None:
        """Records what is computed from these tensors.

        Args:
            tensor: an eager tensor or a variable, or a nesting of them. Symbolic
                tensors need no watching.

        Raises:
            ArgumentError: a leaf is no tensor, or not floating point.
        """
        for leaf in flatten(tensor):
            if not isinstance(leaf, Tensor) or kind_of(leaf.dtype) not in "fc":
                raise ArgumentError(
                    describe(
                        "GradientTape.watch: only tensors of floats can be watched",
                        {"tensor": leaf.spec if isinstance(leaf, Tensor) else leaf},
                        "make it a tensor first: "
                        'graph.as_tensor(numpy.asarray(x, "float32"))',
                        str(here()),
                    )
                )
            if isinstance(leaf, Variable):
                self._recording.watch_variable(leaf, leaf.value)
            elif isinstance(leaf, EagerTensor):
                self._recording.watch(leaf)

    def watched_variables(self) -> tuple[Variable, ...]:
        """The variables that are watched, in the order in which they were met."""
        return tuple(self._recording.values)

    def reset(self) -> None:
        """Forgets everything that was recorded and watched."""
        self._recording.clear()
        self._spent = False

    @contextlib.contextmanager
    def stop_recording(self) -> Iterator[None]:
        """Leaves out what runs inside.

        Example:
            >>> import graph
            >>> x = graph.as_tensor(np.float32(3.0))
            >>> with graph.GradientTape() as tape:
            ...     tape.watch(x)
            ...     y = x * x
            ...     with tape.stop_recording():
            ...         z = y * x
            >>> tape.gradient(z, x) is None
            True
        """
        others = [r for r in active_recorders() if r is not self._recording]
        with recording(*others):
            yield

    # ---- gradients

    def gradient(
        self,
        target: TensorLike,
        sources: TensorLike,
        output_gradients: Sequence[Tensor] | None = None,
        unconnected_gradients: str = "none",
    ) -> Nested:
        """The derivatives of sum(target) with respect to each source.

        Args:
            target: a floating-point tensor, or a nesting of them.
            sources: watched tensors and variables, in any nesting.
            output_gradients: cotangents in the nesting of target; None for ones.
            unconnected_gradients: "none" or "zero": what a source gets that target
                does not depend on.

        Returns:
            A tensor or None for each source, in the nesting of sources.

        Raises:
            GradientError: the tape is not persistent and was asked already, or a
                target is not floating point.

        Example:
            >>> import graph
            >>> x = graph.Variable(3.0)
            >>> with graph.GradientTape() as outer:
            ...     with graph.GradientTape() as inner:
            ...         y = x * x * x
            ...     dx = inner.gradient(y, x)
            >>> float(dx), float(outer.gradient(dx, x))
            (27.0, 18.0)
        """
        self._spend(unconnected_gradients)
        targets, leaves = flatten(target), flatten(sources)
        seeds = [None] * len(targets)
        if output_gradients is not None:
            seeds = flatten(output_gradients)
        found = self._recording.derivatives(targets, leaves, seeds, self.persistent)
        self._release()
        if unconnected_gradients == "zero":
            found = [_zero(x) if dx is None else dx for dx, x in zip(found, leaves)]
        return pack_like(sources, found)

    def jacobian(
        self, target: Tensor, sources: TensorLike, unconnected_gradients: str = "none"
    ) -> Tensor | list[EagerTensor] | None:
        """The derivative of every element of target with respect to each source.

        Args:
            target: one floating-point tensor.
            sources: watched tensors and variables, in any nesting.
            unconnected_gradients: "none" or "zero".

        Returns:
            A tensor of the shape of target followed by that of the source, or None, for
            each source, in the nesting of sources.

        Raises:
            GradientError: as for `gradient`.

        Example:
            >>> import graph
            >>> x = graph.Variable([1.0, 2.0])
            >>> with graph.GradientTape() as tape:
            ...     y = x * x
            >>> tape.jacobian(y, x).numpy()
            array([[2., 0.],
                   [0., 4.]], dtype=float32)
        """
        self._spend(unconnected_gradients)
        leaves = flatten(sources)
        found = self._recording.jacobians(target, leaves, self.persistent)
        self._release()
        if unconnected_gradients == "zero":
            shape = as_tensor(target).spec.shape
            found = [_zero(x, shape) if j is None else j for j, x in zip(found, leaves)]
        result: Tensor | list[EagerTensor] | None = pack_like(sources, found)
        return result

    def batch_jacobian(
        self, target: Tensor, source: Tensor, unconnected_gradients: str = "none"
    ) -> Tensor | None:
        """The Jacobian of each sample, where samples do not depend on each other.

        Args:
            target: (batch, ...), floating point; all sizes but the first are known.
            source: a watched tensor or variable, (batch, ...).
            unconnected_gradients: "none" or "zero".

        Returns:
            (batch, target's other sizes, source's other sizes), or None.

        Raises:
            GradientError: as for `gradient`.

        Example:
            >>> import graph
            >>> x = graph.Variable([[1.0, 2.0], [3.0, 4.0]])
            >>> with graph.GradientTape() as tape:
            ...     y = x * x
            >>> tape.batch_jacobian(y, x)[1].numpy()
            array([[6., 0.],
                   [0., 8.]], dtype=float32)
        """
        self._spend(unconnected_gradients)
        shape = as_tensor(target).spec.shape
        rows = self._recording.batch_rows(target, source, self.persistent)
        self._release()
        if rows is None:
            zero = unconnected_gradients == "zero"
            inner = as_tensor(source).spec.shape[1:]
            zeros = np.zeros((), target.dtype)
            return broadcast_to(zeros, (*shape, *inner)) if zero else None
        known = cast("list[Tensor]", rows)
        return reshape(stack(known, 1), (*shape, *known[0].spec.shape[1:]))

    def _spend(self, unconnected: str) -> None:
        if unconnected not in ("none", "zero"):
            raise ArgumentError(
                describe(
                    "GradientTape: unknown value for unconnected_gradients",
                    {"unconnected_gradients": repr(unconnected)},
                    'pass "none" or "zero"',
                )
            )
        if self._spent:
            raise GradientError(
                describe(
                    "GradientTape: a tape gives one set of gradients",
                    hint="ask for all of them in one call, or make the tape with "
                    "graph.GradientTape(persistent=True)",
                    made_by=str(here()),
                )
            )

    def _release(self) -> None:
        """What was recorded is let go, unless the tape may be asked again."""
        if not self.persistent:
            self._recording.close()
            self._spent = True


def _zero(source: Tensor, shape: tuple[Size, ...] = ()) -> Tensor:
    """Zeros like a source, below axes of a shape; symbolic where the source is."""
    source_shape = as_tensor(source).spec.shape
    zero = broadcast_to(np.zeros((), source.dtype), (*shape, *source_shape))
    return as_symbolic(zero) if is_symbolic(source) else zero
