"""The part of a layer that keeps its weights, sub-layers and their trainability."""

from __future__ import annotations

import numpy as np

from graph import ShapeError
from kerasish.base.changes import note_change
from kerasish.base.errors import NotBuiltError, fail
from kerasish.base.variable import Variable
from kerasish.layers.missing import missing_attribute
from kerasish.layers.tracking import Tracker


class LayerState:
    """Weights in Keras' order: own trainable, own others, then layer by layer."""

    def _start_tracking(self) -> None:
        if "_tracker" not in self.__dict__:
            vars(self)["_tracker"] = Tracker(LayerState, vars(self))

    def __getattr__(self, name):
        if hasattr(type(self), name):  # a property that failed: its own error
            return object.__getattribute__(self, name)
        raise missing_attribute(self, name)

    def __setattr__(self, name, value):
        tracker = self.__dict__.get("_tracker")
        if tracker is None:  # set before super().__init__ was called
            self._start_tracking()
            tracker = self._tracker
        old = self.__dict__.get(name)
        tracked = value if value is old else tracker.track(value)
        object.__setattr__(self, name, tracked)
        if old is not tracked:
            tracker.forget(old)

    def __delattr__(self, name):
        old = self.__dict__.get(name)
        object.__delattr__(self, name)
        self._tracker.forget(old)

    def _track_weight(self, weight: Variable) -> None:
        self._tracker.track(weight)

    #: how often what graphs hold as constants, such as a vocabulary, was changed
    _adaptations = 0

    def _note_adaptation(self) -> None:
        """What was compiled with the layer as it was no longer holds."""
        vars(self)["_adaptations"] = self._adaptations + 1
        note_change()

    @property
    def _layers(self) -> list:
        return self._tracker.layers

    def _flatten_layers(self, include_self=True, recursive=True):
        """This layer and those inside it, each once."""
        found, pending = [], [self] if include_self else list(self._layers)
        while pending:
            layer = pending.pop(0)
            if any(layer is f for f in found):
                continue
            found.append(layer)
            if recursive or (include_self and layer is self):
                pending = [*layer._layers, *pending]
        return found

    # ---- weights

    @property
    def variables(self) -> list[Variable]:
        """All variables, with random seeds and metrics."""
        tracker = self._tracker
        own = [*tracker.trainable, *tracker.non_trainable]
        own += [seed.state for seed in tracker.seeds]
        inner = [v for layer in self._layers for v in layer.variables]
        return _unique([*own, *inner])

    @property
    def weights(self) -> list[Variable]:
        """All weights: trainable or not, without seeds and metrics."""
        own = [*self._tracker.trainable, *self._tracker.non_trainable]
        return _unique([*own, *(w for layer in self._layers for w in layer.weights)])

    @property
    def trainable_variables(self) -> list[Variable]:
        return [v for v in self.variables if v.trainable] if self.trainable else []

    @property
    def non_trainable_variables(self) -> list[Variable]:
        kept = {id(v) for v in self.trainable_variables}
        return [v for v in self.variables if id(v) not in kept]

    @property
    def trainable_weights(self) -> list[Variable]:
        return [w for w in self.weights if w.trainable] if self.trainable else []

    @property
    def non_trainable_weights(self) -> list[Variable]:
        if not self.trainable:
            return self.weights
        return [w for w in self.weights if not w.trainable]

    @property
    def metrics(self) -> list:
        """The metrics of this layer and those inside it."""
        inner = [m for layer in self._layers for m in layer.metrics]
        return [*self._tracker.metrics, *inner]

    @property
    def metrics_variables(self) -> list[Variable]:
        inner = [v for layer in self._layers for v in layer.metrics_variables]
        return [v for m in self._tracker.metrics for v in m.variables] + inner

    @property
    def trainable(self) -> bool:
        """Whether training changes the weights; setting it sets the layers inside."""
        return self._trainable

    @trainable.setter
    def trainable(self, value) -> None:
        self._trainable = bool(value)
        for weight in self._tracker.trainable:
            weight.trainable = bool(value) and not self._is_frozen(weight)
        for layer in self._layers:
            layer.trainable = bool(value)

    def _clear_losses(self) -> None:
        for layer in self._flatten_layers():
            layer._losses.clear()

    def count_params(self) -> int:
        """The number of numbers in all weights.

        Raises:
            NotBuiltError: a layer that is not built.
        """
        if not self.built:
            fail(
                f"layer {self.name!r}: count_params needs weights, which do not exist",
                None,
                "call the layer on data, or build it with layer.build(input_shape)",
                NotBuiltError,
            )
        return int(sum(np.prod(w.shape, dtype=np.int64) for w in self.weights))

    def get_weights(self) -> list[np.ndarray]:
        """Copies of the weights, in the order of `weights`."""
        return [w.numpy() for w in self.weights]

    def set_weights(self, weights) -> None:
        """Sets the weights, in the order of `weights`; all or none.

        Raises:
            ShapeError: another number of arrays, or a shape that differs.
        """
        own = self.weights
        if len(weights) != len(own):
            fail(
                f"layer {self.name!r} has {len(own)} weights",
                f"{len(weights)} arrays",
                "pass the list that get_weights gives",
                ShapeError,
            )
        arrays = [np.asarray(value) for value in weights]
        for weight, array in zip(own, arrays):
            if tuple(array.shape) != tuple(weight.shape):
                fail(
                    f"layer {self.name!r}: weight {weight.path!r} has another shape",
                    {"weight": list(weight.shape), "array": list(array.shape)},
                    "pass arrays in the order of layer.weights",
                    ShapeError,
                )
        for weight, array in zip(own, arrays):
            weight.assign(array)

    def save_own_variables(self, store) -> None:
        """Writes the layer's own weights (not those of inner layers) by number."""
        for index, value in enumerate(self._values_to_store()):
            store[str(index)] = value

    def load_own_variables(self, store) -> None:
        """Reads what `save_own_variables` wrote."""
        own = self._stored_variables()
        if len(store.keys()) != len(own):
            fail(
                f"layer {self.name!r} has {len(own)} weights",
                f"{len(store.keys())} in the file",
                "build the layer as it was when the file was written",
                ShapeError,
            )
        for index, weight in enumerate(own):
            weight.assign(np.asarray(store[str(index)]))
        self._note_loaded()

    def _stored_variables(self) -> list[Variable]:
        """The layer's own variables that files have, in their order there."""
        return [*self._tracker.trainable, *self._tracker.non_trainable]

    def _values_to_store(self) -> list[np.ndarray]:
        """What files get for each of them."""
        return [variable.numpy() for variable in self._stored_variables()]

    def _note_loaded(self) -> None:
        """Called when variables got the values of a file."""

    def _is_frozen(self, weight: Variable) -> bool:
        """Whether a weight stays as it is while the layer is trainable."""
        return False


def _unique(items):
    return list({id(item): item for item in items}.values())
