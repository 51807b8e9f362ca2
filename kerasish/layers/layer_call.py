"""How a layer is called: conversion, building, training flag, masks, recording."""

from __future__ import annotations

import numpy as np

import graph
from graph import cached_property
from kerasish.base.call_limit import count_call
from kerasish.base.errors import CallError, NotCalledError, fail
from kerasish.base.keras_tensor import KerasTensor, plain
from kerasish.base.naming import path_scope
from kerasish.base.traceback_filtering import show_user_lines
from kerasish.base.user_warning import warn
from kerasish.base.variable import autocasting
from kerasish.layers.call_context import building, calling, current_call
from kerasish.layers.call_notes import note_call
from kerasish.layers.call_signature import (
    CallSignature,
    call_signature,
    is_tensor_like,
    tensor_arguments,
)
from kerasish.layers.input_spec import check_inputs
from kerasish.layers.masks import get_mask, has_masks, masks_of, set_mask, with_mask
from kerasish.layers.missing import require_initialised, require_tensors
from kerasish.layers.recorded_call import RecordedCall
from kerasish.layers.shapes import build_arguments


class LayerCall:
    """The calling half of a layer; `Layer` adds construction, weights and config."""

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        own = vars(cls)
        if "compute_mask" in own and "supports_masking" not in own:
            cls.supports_masking = True

    @cached_property
    def _signature(self) -> CallSignature:
        return call_signature(type(self).call)

    def __call__(self, *args, **kwargs):
        """Calls the layer: now on arrays, as part of a model on Keras tensors.

        Raises:
            ShapeError: inputs that do not fit, with the layer and both shapes.
        """
        try:
            return self._checked_call(args, kwargs)
        except Exception as error:
            note_call(error, self, args, kwargs)
            show_user_lines(error)
            raise

    def _checked_call(self, args, kwargs):
        require_initialised(self)
        signature = self._signature
        args, kwargs = self._converted(args), self._converted(kwargs)
        training = kwargs.get("training")
        if not (signature.has_training or signature.takes_any):
            kwargs.pop("training", None)
        try:
            arguments = signature.bind(self, args, kwargs)
        except TypeError as error:
            fail(
                f"layer {self.name!r} was called wrongly",
                str(error),
                f"call it as {self.name}({', '.join(signature.names)})",
                CallError,
            )
        if any(isinstance(leaf, KerasTensor) for leaf in graph.flatten([args, kwargs])):
            return self._symbolic_call(args, kwargs, arguments, training)
        return self._call_now(args, kwargs, arguments, training)

    def _converted(self, structure):
        """Arrays and plain variables become tensors, floats of the computing dtype."""
        return graph.map_leaves(self._convert, structure)

    def _convert(self, value):
        if not is_tensor_like(value) or isinstance(value, KerasTensor):
            return value
        if isinstance(value, np.ndarray) and value.dtype.kind in "USO":
            return value
        mask = get_mask(value)
        tensor = value if isinstance(value, graph.Tensor) else graph.as_tensor(value)
        if self.autocast and graph.kind_of(tensor.dtype) == "f":
            cast = graph.cast(tensor, self.compute_dtype)
            if cast is not tensor:
                tensor = cast
                if mask is not None:
                    set_mask(tensor, mask)
        return tensor

    def _symbolic_call(self, args, kwargs, arguments, training):
        """Emits the graph of the call and records it for functional models."""
        record = RecordedCall(self, tuple(args), kwargs)

        def computed_with(value):
            return self._convert(plain(value))

        without = graph.map_leaves(computed_with, [list(args), kwargs])
        plain_arguments = graph.map_leaves(computed_with, arguments)
        with graph.tracing():  # putting a model together assigns nothing
            outputs = self._call_now(
                tuple(without[0]), without[1], plain_arguments, training
            )
        if outputs is None:
            fail(
                f"layer {self.name!r} returned nothing",
                "None",
                f"end {type(self).__name__}.call with return",
            )
        return record.record(outputs)

    def _call_now(self, args, kwargs, arguments, training):
        count_call(self.name)
        tensors = tensor_arguments(arguments)
        first = next(iter(tensors.values()), None)
        label = f"{type(self).__name__} {self.name!r}"
        training = self._resolve_training(arguments, training)
        with graph.name_scope(label), calling(self, training) as outermost:
            check_inputs(self.input_spec, first, self.name)
            if not self.built:
                require_tensors(self, tensors, arguments)
                # what build assigns is there at once
                with building(), graph.not_tracing():
                    self._build_with(*build_arguments(self, tensors))
                check_inputs(self.input_spec, first, self.name)
            if outermost:
                self._clear_losses()
            kwargs = self._with_training_and_masks(args, kwargs, tensors, training)
            with path_scope(self.name, self):
                self._note_path()
                with autocasting(self._reading_dtype):
                    outputs = self._computation(*args, **kwargs)
            masks = kwargs.get("mask")
            masks = masks_of(first) if masks is None else masks
            outputs = self._hand_masks_on(first, outputs, masks, label)
            if self.activity_regularizer is not None:
                self._add_activity_losses(outputs)
        if outermost:
            graph.map_leaves(_forget_recipe, outputs)
        return outputs

    def _resolve_training(self, arguments, given):
        """The explicit argument, else that of the call around, else the default."""
        given = arguments.get("training") if given is None else given
        if given is not None:
            return given
        outer = current_call()
        if outer is not None and outer.training is not None:
            return outer.training
        if self._signature.has_training:
            return self._signature.default("training")
        return None

    def _with_training_and_masks(self, args, kwargs, tensors, training):
        signature, kwargs = self._signature, dict(kwargs)
        given = signature.names[: len(args)]
        if signature.has_training and training is not None and "training" not in given:
            kwargs["training"] = training
        if len(tensors) == 1 and signature.has_mask:
            wanted = {"mask": next(iter(tensors.values()))}
        else:
            wanted = {f"{k}_mask": v for k, v in tensors.items()}
        for name, source in wanted.items():
            absent = kwargs.get(name) is None and name not in given
            if signature.takes(name) and absent and has_masks(source):
                kwargs[name] = masks_of(source)
        return kwargs

    def _hand_masks_on(self, inputs, outputs, masks, label):
        """The outputs carrying the masks that `compute_mask` gives.

        What layers inside of this one gave an output stays. An output that is an input
        has none of its own.
        """
        given = {id(x) for x in graph.flatten(inputs)}

        def masked(y, mask):
            kept = id(y) not in given and get_mask(y) is not None
            return y if kept else with_mask(y, mask, label)

        if not self.supports_masking:
            if all(mask is None for mask in graph.flatten(masks)):
                return outputs
            warn(
                f"layer {self.name!r} ({type(self).__name__}) got an input with a "
                "mask, which it does not use or hand on: what follows counts the "
                "masked steps too"
            )
            return graph.map_leaves(lambda y: masked(y, None), outputs)
        found = self.compute_mask(inputs, masks)
        flat = graph.flatten(outputs)
        flat_masks = [] if found is None else graph.flatten(found)
        flat_masks += [None] * (len(flat) - len(flat_masks))
        flat = [masked(y, mask) for y, mask in zip(flat, flat_masks)]
        return graph.pack_like(outputs, flat)

    def compute_mask(self, inputs, previous_mask):
        """The mask of the outputs; that of the inputs by default."""
        return previous_mask

    def _add_activity_losses(self, outputs) -> None:
        for y in graph.flatten(outputs):
            if isinstance(y, graph.Tensor):
                loss = self.activity_regularizer(y)
                if y.ndim:
                    loss = loss / graph.cast(graph.shape(y)[0], loss.dtype)
                self.add_loss(loss)

    # ---- the call that was recorded

    @property
    def input(self):
        """The Keras tensors that the layer was called on, the first time."""
        return _single(self._first_call("input").args)

    @property
    def output(self):
        """The Keras tensors that the layer returned, the first time."""
        return self._first_call("output").outputs

    def _first_call(self, what: str) -> RecordedCall:
        if not self._inbound_nodes:
            fail(
                f"layer {self.name!r} has no {what}",
                "it was never called on Keras tensors",
                "call it on kerasish.Input, or keep the tensors that calls return",
                NotCalledError,
            )
        return self._inbound_nodes[0]


def _single(args):
    return args[0] if len(args) == 1 else list(args)


def _forget_recipe(value) -> None:
    """A layer's value is a value: it does not keep alive all that it was made from."""
    if isinstance(value, graph.EagerTensor) and isinstance(value.recipe, tuple):
        value.recipe = None
