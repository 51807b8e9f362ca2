"""New models of an old one's architecture."""

from __future__ import annotations

import types

import graph
from kerasish.base.errors import fail
from kerasish.base.keras_tensor import KerasTensor
from kerasish.base.serialization import custom_object_scope
from kerasish.layers.core.input_layer import InputLayer
from kerasish.layers.recorded_call import call_of
from kerasish.models.functional import Functional
from kerasish.models.model import Model
from kerasish.models.sequential import Sequential


def clone_model(
    model: Model,
    input_tensors=None,
    clone_function=None,
    call_function=None,
    recursive: bool = False,
) -> Model:
    """A model with the same layers and fresh weights, compiled as the old one is.

    Args:
        model: a Sequential or functional model.
        input_tensors: Keras tensors that the new model starts from, in the structure of
            ``model.input``.
        clone_function: makes the new layer of an old one; by its config when None.
        call_function: ``call_function(layer, *args, **kwargs)`` calls a new layer and
            returns its outputs; for functional models.
        recursive: whether the models inside are cloned layer by layer too.

    Raises:
        ArgumentError: inputs that are no Keras tensors, or of another structure.

    Example:
        >>> import kerasish
        >>> model = kerasish.Sequential([kerasish.Input((3,)),
        ...                              kerasish.layers.Dense(2)])
        >>> kerasish.models.clone_model(model).count_params()
        8
    """
    if not isinstance(model, (Sequential, Functional)):
        raise NotImplementedError(
            "only Sequential and functional models can be cloned; make another object "
            f"of {type(model).__name__} instead"
        )
    copy = _Copying(clone_function, call_function, recursive)
    clone = _clone_layers(model, input_tensors, copy)
    if model.__dict__.get("compiled"):
        with custom_object_scope(_own_objects(model._compile_arguments)):
            clone.compile_from_config(model.get_compile_config())
    return clone


def _own_objects(arguments: dict) -> dict:
    """The functions and classes of compile's arguments, by name."""
    own = {}
    for leaf in graph.flatten(list(arguments.values())):
        if isinstance(leaf, types.FunctionType):
            own[leaf.__name__] = leaf
        elif hasattr(leaf, "get_config"):
            own[type(leaf).__name__] = type(leaf)
    return own


def _clone_layers(model, input_tensors, copy) -> Model:
    inputs = None if input_tensors is None else _checked_inputs(model, input_tensors)
    if isinstance(model, Sequential):
        if copy.call_function is not None:
            fail(
                "clone_model: call_function is for functional models",
                {"model": type(model).__name__},
                "leave call_function out, or change the layers with clone_function",
            )
        return copy.sequential(model, inputs)
    if inputs is None and copy.changes_nothing:
        with copy.own_classes(model):
            return type(model).from_config(model.get_config())
    return copy.functional(model, inputs)


class _Copying:
    """Makes layers, calls them, and puts them together."""

    def __init__(self, clone_function, call_function, recursive):
        self.clone_function = clone_function
        self.call_function = call_function
        self.recursive = recursive
        functions = (clone_function, call_function)
        self.changes_nothing = functions == (None, None) and not recursive

    def layer(self, layer):
        if self.recursive and isinstance(layer, (Sequential, Functional)):
            return clone_model(
                layer,
                clone_function=self.clone_function,
                call_function=None
                if isinstance(layer, Sequential)
                else self.call_function,
                recursive=True,
            )
        if self.clone_function is not None and not isinstance(layer, InputLayer):
            return self.clone_function(layer)
        with self.own_classes(layer):
            return type(layer).from_config(layer.get_config())

    @staticmethod
    def own_classes(model):
        """The classes of the user's layers inside, by name."""
        kinds = {type(layer) for layer in model._flatten_layers()}
        own = [k for k in kinds if not k.__module__.startswith("kerasish.")]
        return custom_object_scope({kind.__name__: kind for kind in own})

    def sequential(self, model, inputs):
        layers = [self.layer(layer) for layer in model._stack]
        if inputs is not None:
            (tensor,) = inputs
            layers = [s for s in layers if not isinstance(s, InputLayer)]
            start = InputLayer(
                batch_shape=tensor.shape, dtype=tensor.dtype, name=tensor.name
            )
            layers = [start, *layers]
        return Sequential(layers, name=model.name, trainable=model.trainable)

    def functional(self, model, inputs):
        network = model._network
        given = dict(zip(map(id, network.inputs), inputs or ()))
        starts = {call_of(t) for t in network.inputs} if given else set()
        new: dict = {}
        values = dict(given)
        for call in network.calls:
            if call in starts:
                continue
            if call.operation not in new:
                new[call.operation] = self.layer(call.operation)
            results = self._called(new[call.operation], call, values)
            for old, result in zip(graph.flatten(call.outputs), results):
                values[id(old)] = result
        return Functional(
            graph.map_leaves(lambda t: values[id(t)], model.input),
            graph.map_leaves(lambda t: values[id(t)], model.output),
            name=model.name,
        )

    def _called(self, layer, call, values):
        if not call.input_tensors:
            return [layer.output]
        args, kwargs = call.arguments_with(lambda tensor: values[id(tensor)])
        if self.call_function is not None:
            return graph.flatten(self.call_function(layer, *args, **kwargs))
        return graph.flatten(layer(*args, **kwargs))


def _checked_inputs(model, given) -> list[KerasTensor]:
    tensors = graph.flatten(given)
    wrong = [t for t in tensors if not isinstance(t, KerasTensor)]
    if wrong:
        fail(
            "clone_model: input_tensors must be Keras tensors",
            type(wrong[0]).__name__,
            "start with kerasish.Input(shape)",
        )
    expected = model.inputs
    if expected is not None and len(tensors) != len(expected):
        fail(
            f"clone_model: the model has {len(expected)} inputs",
            f"{len(tensors)} input_tensors",
            f"pass tensors in the order {[t.name for t in expected]}",
        )
    return tensors
