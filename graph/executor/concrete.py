"""One trace of a function: a compiled graph with its results put together again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.executor.callable import CompiledCallable
from graph.executor.traced_call import TracedCall
from graph.ir.dispatch import as_symbolic, as_tensor
from graph.ir.printer import print_graph
from graph.ir.structure import flatten, pack_like
from graph.ir.tensor import EagerTensor, SymbolicTensor, Tensor
from graph.ir.trace import active_recorders, recording, tracing

if TYPE_CHECKING:
    from graph.ir.hints import TensorLike
    from graph.ir.variable import Variable


#: results that a trace computes; other Python values are returned as they are
ARRAY_LIKE = (Tensor, np.ndarray, np.generic)


class ConcreteFunction:
    """A function for arguments of one kind; made by `graph.function`.

    Attributes:
        name: of the function.
        inputs: a placeholder for each array among the arguments.
        settings: the arguments without arrays, by name.
        outputs: the tensors among the results.
        updates: pairs of a variable and the value that a call gives it.

    Example:
        >>> import graph
        >>> import numpy as np
        >>> f = graph.function(lambda x: x * 2.0)
        >>> concrete = f.get_concrete(np.ones(3, np.float32))
        >>> concrete
        <lambda>(x: float32[x_0]) -> float32[x_0]
        >>> concrete(np.ones(5, np.float32)).shape
        (5,)
    """

    def __init__(
        self,
        name: str,
        inputs: Sequence[SymbolicTensor],
        call: Callable[..., Any],
        settings: dict[str, Variable | float],
        engine: str | None = None,
    ) -> None:
        self.name = name
        self.settings = settings
        self.inputs = tuple(inputs)
        with recording(), tracing() as trace:
            self.results = call()
            leaves = flatten(self.results)
            # inside: a variable among the results stands for its latest value
            traced = [as_symbolic(v) for v in leaves if isinstance(v, ARRAY_LIKE)]
        self.outputs = tuple(traced)
        self.updates = tuple(trace.updates.items())
        self._single = len(leaves) == 1 and isinstance(self.results, ARRAY_LIKE)
        self._call = TracedCall(
            inputs, traced, self.updates, trace.effects, trace.reads, engine
        )

    def __call__(
        self, *arrays: np.ndarray
    ) -> EagerTensor | dict[str, EagerTensor] | tuple[EagerTensor, EagerTensor]:
        """The results for the arrays among the arguments, in order."""
        return self.run([x if isinstance(x, Tensor) else np.asarray(x) for x in arrays])

    def run(
        self, tensors: Sequence[TensorLike]
    ) -> EagerTensor | dict[str, EagerTensor] | tuple[EagerTensor, EagerTensor]:
        """The results of a call, which tapes see as one op.

        Args:
            tensors: the arrays among the arguments, as eager tensors or numpy's.
        """
        if active_recorders():
            result: (
                EagerTensor | dict[str, EagerTensor] | tuple[EagerTensor, EagerTensor]
            ) = self._pack(self._call(tensors))
            return result
        found = self._call.arrays(tensors)
        return EagerTensor(found[0]) if self._single else self._pack(found)

    def _pack(self, found: Sequence[TensorLike]) -> Any:
        """The outputs in the nesting of the results; other results as they were."""
        values = iter(found)
        leaves = [
            as_tensor(next(values)) if isinstance(leaf, ARRAY_LIKE) else leaf
            for leaf in flatten(self.results)
        ]
        return pack_like(self.results, leaves)

    @property
    def compiled(self) -> CompiledCallable:
        """What runs where no tape watches."""
        return self._call.plain

    @property
    def text(self) -> str:
        """The graph as text: the outputs, then the new value of each variable."""
        return print_graph([*self.outputs, *(value for _, value in self.updates)])

    def __repr__(self) -> str:
        parts = [f"{t.op.label}: {t.spec}" for t in self.inputs]
        parts += [f"{n}={v!r}" for n, v in self.settings.items()]
        shown = ", ".join(parts)
        results = ", ".join(map(repr, (t.spec for t in self.outputs)))
        return f"{self.name}({shown}) -> {results or 'None'}"
