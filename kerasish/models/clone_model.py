"""New models of an old one's architecture."""

from __future__ import annotations

import graph
from kerasish.base.serialization import custom_object_scope
from kerasish.models.functional import Functional
from kerasish.models.model import Model
from kerasish.models.sequential import Sequential


def clone_model(
    model: Model, input_tensors=None, clone_function=None, call_function=None
) -> Model:
    """A model with the same layers and fresh weights.

    Args:
        model: a Sequential or functional model.
        input_tensors: only None.
        clone_function: makes the new layer of an old one; by its config when None.
        call_function: only None.

    Example:
        >>> import kerasish
        >>> model = kerasish.Sequential([kerasish.Input((3,)),
        ...                              kerasish.layers.Dense(2)])
        >>> kerasish.models.clone_model(model).count_params()
        8
    """
    if input_tensors is not None or call_function is not None:
        raise NotImplementedError(
            "clone_model with input_tensors or call_function is not supported; call "
            "the clone on your tensors instead"
        )
    if not isinstance(model, (Sequential, Functional)):
        raise NotImplementedError(
            "only Sequential and functional models can be cloned; make another object "
            f"of {type(model).__name__} instead"
        )
    if clone_function is None:
        own = {type(layer).__name__: type(layer) for layer in model._flatten_layers()}
        with custom_object_scope({k: v for k, v in own.items() if not _is_known(v)}):
            return type(model).from_config(model.get_config())
    return _cloned_with(model, clone_function)


def _is_known(kind) -> bool:
    return kind.__module__.startswith("kerasish.")


def _cloned_with(model, clone_function):
    if isinstance(model, Sequential):
        return Sequential([clone_function(layer) for layer in model._stack])
    network = model._network
    new = {layer: clone_function(layer) for layer in network.layers}
    values: dict = {}
    for call in network.calls:
        if not call.input_tensors:
            results = [new[call.operation].output]
        else:
            args, kwargs = call.arguments_with(lambda tensor: values[id(tensor)])
            results = graph.flatten(new[call.operation](*args, **kwargs))
        for old, result in zip(graph.flatten(call.outputs), results):
            values[id(old)] = result
    return Functional(
        graph.map_leaves(lambda t: values[id(t)], model.input),
        graph.map_leaves(lambda t: values[id(t)], model.output),
        name=model.name,
    )
