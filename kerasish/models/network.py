"""The graph of layer calls between some Keras tensors, in an order that can run."""

from __future__ import annotations

from collections.abc import Sequence

from kerasish.base.errors import fail
from kerasish.base.keras_tensor import KerasTensor
from kerasish.layers.core.input_layer import InputLayer
from kerasish.layers.recorded_call import RecordedCall, call_of


class Network:
    """Calls and layers between inputs and outputs, ordered by depth as Keras does.

    Attributes:
        calls: in an order in which they can run; inputs first.
        layers: each once, by decreasing depth, then by first visit from the outputs.
    """

    def __init__(self, inputs: Sequence[KerasTensor], outputs: Sequence[KerasTensor]):
        self.inputs = list(inputs)
        self.outputs = list(outputs)
        self._given = {id(t) for t in self.inputs}
        self._visit_order: dict = {}  # layer -> position, in order of first visit
        finished = self._calls_after_parents()
        call_depth, layer_depth = self._depths(finished)
        self.calls = sorted(
            finished, key=lambda c: (-call_depth[c], self._visit_order[c.operation])
        )
        self.layers = sorted(
            layer_depth, key=lambda op: (-layer_depth[op], self._visit_order[op])
        )
        self._require_distinct_names()

    def parents(self, call: RecordedCall) -> list[RecordedCall]:
        """The calls that a call needs, not passing the inputs of the network."""
        tensors = [t for t in call.input_tensors if id(t) not in self._given]
        found = [call_of(t) for t in tensors]
        given = [call_of(t) for t in call.input_tensors if id(t) in self._given]
        return list(dict.fromkeys(found + given))

    def _calls_after_parents(self) -> list[RecordedCall]:
        input_calls = {call_of(t) for t in self.inputs}
        done: dict[RecordedCall, None] = {}
        entered: set[RecordedCall] = set()
        for output in self.outputs:
            stack = [call_of(output)]
            while stack:
                call = stack[-1]
                if call in done:
                    stack.pop()
                    continue
                if call not in entered:
                    entered.add(call)
                    self._visit_order.setdefault(call.operation, len(self._visit_order))
                is_start = call in input_calls
                waiting = [] if is_start else self._missing_parents(call, done)
                if waiting:
                    stack.append(waiting[0])
                else:
                    self._check_reachable(call, input_calls)
                    done[call] = None
                    stack.pop()
        for call in input_calls:
            self._visit_order.setdefault(call.operation, len(self._visit_order))
            done.setdefault(call, None)
        return list(done)

    def _missing_parents(self, call, done):
        return [p for p in self.parents(call) if p not in done]

    def _check_reachable(self, call, input_calls) -> None:
        if call in input_calls or call.input_tensors:
            return
        name = call.operation.name
        if isinstance(call.operation, InputLayer):
            fail(
                f"Model: the outputs need input {name!r}, which is not listed",
                {name: call.outputs},
                "pass it in inputs=[...]",
            )

    def _depths(self, finished):
        call_depth: dict = {}
        layer_depth: dict = {}
        for call in reversed(finished):
            depth = max(call_depth.get(call, 0), layer_depth.get(call.operation, 0))
            call_depth[call] = layer_depth[call.operation] = depth
            if id(call) in {id(call_of(t)) for t in self.inputs}:
                continue
            for parent in self.parents(call):
                call_depth[parent] = max(depth + 1, call_depth.get(parent, 0))
        return call_depth, layer_depth

    def _require_distinct_names(self) -> None:
        names = [layer.name for layer in self.layers]
        twice = sorted({n for n in names if names.count(n) > 1})
        if twice:
            fail(
                f"Model: two layers are called {twice[0]!r}",
                None,
                "names must be unique in a model; pass name=... to one of them",
            )
