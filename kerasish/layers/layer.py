"""The base class of layers."""

from __future__ import annotations

import functools
import warnings

import numpy as np

import graph
from kerasish import constraints, initializers, regularizers
from kerasish.base import rules
from kerasish.base.configured import Configured
from kerasish.base.dtype_policy import get_policy
from kerasish.base.errors import NotBuiltError, fail
from kerasish.base.keras_tensor import KerasTensor, plain
from kerasish.base.naming import auto_name, path_scope, snake_case
from kerasish.base.serialization import serialize_keras_object
from kerasish.base.settings import standardize_dtype
from kerasish.base.variable import Variable
from kerasish.layers.call_context import calling, current_call
from kerasish.layers.call_signature import (
    CallSignature,
    is_tensor_like,
    tensor_arguments,
)
from kerasish.layers.input_spec import check_inputs
from kerasish.layers.layer_state import LayerState
from kerasish.layers.masks import get_mask, has_masks, masks_of, set_mask, with_mask
from kerasish.layers.recorded_call import RecordedCall
from kerasish.layers.shapes import build_arguments, spec_call


class Layer(LayerState, Configured):
    """A computation with weights.

    Args:
        activity_regularizer: penalty on the outputs.
        trainable: whether training changes the weights.
        dtype: dtype or policy of weights and computation.
        autocast: whether floating-point inputs are cast to the computing dtype.
        name: unique in a model; made from the class when None.

    A subclass makes weights in ``build(input_shape)`` with `add_weight`, and computes in
    ``call``; it may define ``compute_output_shape``, ``compute_mask`` and
    ``get_config`` (the default one records the constructor's arguments).

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> class Scale(kerasish.layers.Layer):
        ...     def build(self, input_shape):
        ...         self.factor = self.add_weight((input_shape[-1],), "ones")
        ...     def call(self, x):
        ...         return x * self.factor
        >>> Scale()(np.array([[1.0, 2.0]])).numpy()
        array([[1., 2.]], dtype=float32)
    """

    sparse_arguments = ("activity_regularizer", "autocast")
    rules = {"trainable": rules.boolean, "name": rules.optional(rules.any_string)}
    #: whether the layer hands masks on
    supports_masking = False

    def __init__(
        self,
        *,
        activity_regularizer=None,
        trainable=True,
        dtype=None,
        autocast=True,
        name=None,
        **kwargs,
    ):
        shape = _input_shape_argument(type(self).__name__, kwargs)
        self._start_tracking(Layer)
        name = auto_name(snake_case(type(self).__name__)) if name is None else name
        if "/" in name:
            fail("a layer's name has no slashes", {"name": repr(name)})
        self._name = name
        self.dtype_policy = get_policy(dtype)
        self.activity_regularizer = regularizers.get(activity_regularizer)
        self._autocast = autocast
        self._trainable = trainable
        self.built = False
        self.input_spec = None
        self._inbound_nodes = []
        self._losses = []
        self._build_shapes = None
        self._batch_input_shape = shape

    @property
    def name(self) -> str:
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self._name = value

    @property
    def dtype(self) -> str:
        """The dtype of the weights."""
        return self.dtype_policy.variable_dtype

    variable_dtype = dtype

    @property
    def compute_dtype(self) -> str:
        """The dtype of the computation."""
        return self.dtype_policy.compute_dtype

    @property
    def autocast(self):
        return None if self._autocast else False

    def get_config(self) -> dict:
        config = super().get_config()
        config["dtype"] = serialize_keras_object(self.dtype_policy)
        order = ("name", "trainable", "dtype")
        return {k: config[k] for k in order if k in config} | config

    # ---- weights

    def add_weight(
        self,
        shape=None,
        initializer=None,
        dtype=None,
        trainable=True,
        autocast=True,
        regularizer=None,
        constraint=None,
        aggregation="none",
        name=None,
    ) -> Variable:
        """A new weight, tracked by the layer.

        Args:
            shape: ints; () when None.
            initializer: "glorot_uniform" for floats and "zeros" for others when None.
            dtype: the layer's when None.
            trainable: whether training changes it.
            regularizer: penalty added to the loss.
            constraint: applied after each update.
            name: part of the weight's path.

        Raises:
            ArgumentError: a size that is not known.
        """
        shape = () if shape is None else (shape,) if isinstance(shape, int) else shape
        if any(s is None for s in shape):
            fail(
                f"layer {self.name!r}: a weight needs known sizes",
                {"shape": tuple(shape)},
                "give the layer inputs whose last axis is known",
                graph.ShapeError,
            )
        dtype = self.dtype if dtype is None else standardize_dtype(dtype)
        if initializer is None:
            initializer = "glorot_uniform" if "float" in dtype else "zeros"
        with path_scope(self.name):
            weight = Variable(
                initializers.get(initializer),
                shape=tuple(shape),
                dtype=dtype,
                trainable=trainable,
                autocast=autocast,
                name="variable" if name is None else name,
            )
        weight.regularizer = regularizers.get(regularizer)
        weight.constraint = constraints.get(constraint)
        self._track_weight(weight)
        return weight

    add_variable = add_weight

    def add_loss(self, loss) -> None:
        """Adds a scalar (or several) to the loss of the model that is being called."""
        for value in graph.flatten(loss):
            if callable(value) and not isinstance(value, graph.Tensor):
                fail(
                    f"layer {self.name!r}: add_loss takes tensors",
                    f"{type(value).__name__}",
                    "compute the loss in call and pass the tensor",
                )
            self._losses.append(graph.as_tensor(value))

    @property
    def losses(self) -> list:
        """Added losses and weight penalties of this layer and those inside it."""
        layers = self._flatten_layers()
        found = [loss for layer in layers for loss in layer._losses]
        for weight in self.trainable_weights:
            if weight.regularizer is not None:
                found.append(weight.regularizer(weight))
        return found

    # ---- building and calling

    def build(self, input_shape) -> None:
        """Makes the weights for inputs of this shape; the default makes none."""

    def build_from_config(self, config: dict) -> None:
        """Builds from what `get_build_config` gave."""
        if config:
            shapes = {k: _as_shape(v) for k, v in config.items()}
            if set(shapes) == {"input_shape"}:
                self._build_with((shapes["input_shape"],), {})
            else:
                self._build_with((), shapes)

    def get_build_config(self) -> dict | None:
        """The shapes that the layer was built with."""
        shapes = self._build_shapes
        if shapes is None:
            return None
        args, kwargs = shapes
        return {"input_shape": args[0]} if args else dict(kwargs)

    def _build_with(self, args, kwargs) -> None:
        if self.built:
            return
        with path_scope(self.name):
            self.build(*args, **kwargs)
        self._build_shapes = (args, kwargs)
        self.built = True

    def call(self, *args, **kwargs):
        """The computation; a subclass defines it."""
        raise NotImplementedError(
            f"{type(self).__name__} must define call(self, inputs): return the outputs"
        )

    @functools.cached_property
    def _signature(self) -> CallSignature:
        return CallSignature(type(self).call)

    def __call__(self, *args, **kwargs):
        """Calls the layer: now on arrays, as part of a model on Keras tensors.

        Raises:
            ShapeError: inputs that do not fit, with the layer and both shapes.
        """
        if "_tracker" not in self.__dict__:
            fail(
                f"{type(self).__name__}: the base class is not initialised",
                None,
                "call super().__init__(**kwargs) first in __init__",
                NotBuiltError,
            )
        signature = self._signature
        args, kwargs = self._converted(args), self._converted(kwargs)
        try:
            arguments = signature.bind(self, args, kwargs)
        except TypeError as error:
            fail(
                f"layer {self.name!r} ({type(self).__name__}) was called wrongly: {error}",
                None,
                f"call it as {self.name}({', '.join(signature.names)})",
            )
        if any(isinstance(leaf, KerasTensor) for leaf in graph.flatten([args, kwargs])):
            return self._symbolic_call(args, kwargs, arguments)
        return self._call_now(args, kwargs, arguments)

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
        if self._autocast and tensor.dtype.kind == "f":
            cast = graph.cast(tensor, self.compute_dtype)
            if cast is not tensor:
                tensor = cast
                if mask is not None:
                    set_mask(tensor, mask)
        return tensor

    def _symbolic_call(self, args, kwargs, arguments):
        """Emits the graph of the call and records it for functional models."""
        record = RecordedCall(self, tuple(args), kwargs)
        without = graph.map_leaves(plain, [list(args), kwargs])
        plain_arguments = graph.map_leaves(plain, arguments)
        outputs = self._call_now(tuple(without[0]), without[1], plain_arguments)
        return record.record(outputs)

    def _call_now(self, args, kwargs, arguments):
        tensors = tensor_arguments(arguments)
        first = next(iter(tensors.values()), None)
        label = f"{type(self).__name__} {self.name!r}"
        training = self._resolve_training(arguments)
        with graph.name_scope(label), calling(self, training) as outermost:
            check_inputs(self.input_spec, first, self.name)
            if not self.built:
                self._build_with(*build_arguments(self, tensors))
                check_inputs(self.input_spec, first, self.name)
            if outermost:
                self._clear_losses()
            kwargs = self._with_training_and_masks(args, kwargs, tensors, training)
            with path_scope(self.name):
                outputs = self.call(*args, **kwargs)
            outputs = self._hand_masks_on(first, outputs, label)
            if self.activity_regularizer is not None:
                self._add_activity_losses(outputs)
        return outputs

    def _resolve_training(self, arguments):
        """The explicit argument, else that of the call around, else the default."""
        if arguments.get("training") is not None:
            return arguments["training"]
        outer = current_call()
        if outer is not None and outer.training is not None:
            return outer.training
        if self._signature.has_training:
            return self._signature.default("training")
        return None

    def _with_training_and_masks(self, args, kwargs, tensors, training):
        signature, kwargs = self._signature, dict(kwargs)
        if signature.has_training and training is not None:
            kwargs["training"] = training
        elif not signature.has_training and not signature.takes_any:
            kwargs.pop("training", None)
        given = signature.names[: len(args)]
        if len(tensors) == 1 and signature.has_mask:
            wanted = {"mask": next(iter(tensors.values()))}
        else:
            wanted = {f"{k}_mask": v for k, v in tensors.items()}
        for name, source in wanted.items():
            absent = kwargs.get(name) is None and name not in given
            if signature.takes(name) and absent and has_masks(source):
                kwargs[name] = masks_of(source)
        return kwargs

    def _hand_masks_on(self, inputs, outputs, label):
        """The outputs carrying the masks that `compute_mask` gives."""
        masked = inputs is not None and has_masks(inputs)
        if not self.supports_masking:
            if masked:
                warnings.warn(
                    f"Layer '{self.name}' (of type {type(self).__name__}) was passed an "
                    "input with a mask attached to it. However, this layer does not "
                    "support masking and will therefore destroy the mask information.",
                    stacklevel=4,
                )
                return graph.map_leaves(lambda y: with_mask(y, None, label), outputs)
            return outputs
        masks = self.compute_mask(inputs, masks_of(inputs))
        flat = graph.flatten(outputs)
        flat_masks = [None] * len(flat) if masks is None else graph.flatten(masks)
        flat = [with_mask(y, m, label) for y, m in zip(flat, flat_masks)]
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

    # ---- shapes

    def compute_output_shape(self, *args, **kwargs):
        """The shape of the outputs for inputs of these shapes, None for unknown."""
        return spec_call(self, *args, **kwargs)

    def compute_output_spec(self, *args, **kwargs):
        """Keras tensors like those that the layer would return."""
        return self(*args, **kwargs)

    def stateless_call(self, trainable_variables, non_trainable_variables, *args, **kw):
        """Calls with these values of the weights; returns outputs and new values."""
        own = [*self.trainable_variables, *self.non_trainable_variables]
        values = [*trainable_variables, *non_trainable_variables]
        return_losses = kw.pop("return_losses", False)
        with graph.tracing() as trace:
            trace.updates.update({v: graph.as_symbolic(x) for v, x in zip(own, values)})
            symbolic = self(*args, **kw)
            losses = list(self.losses) if return_losses else []
        state = [trace.updates[v] for v in self.non_trainable_variables]
        leaves = [graph.as_symbolic(t) for t in graph.flatten(symbolic)]
        results = graph.Session().run([leaves, state, losses])
        outputs = graph.pack_like(symbolic, [graph.as_tensor(r) for r in results[0]])
        if return_losses:
            return outputs, results[1], results[2]
        return outputs, results[1]

    def __repr__(self):
        return f"<{type(self).__name__} name={self.name}, built={self.built}>"


def _as_shape(value):
    """Shapes from a config: lists of numbers become tuples, deeper ones keep nesting."""
    if isinstance(value, dict):
        return {k: _as_shape(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        if all(v is None or isinstance(v, int) for v in value):
            return tuple(value)
        return [_as_shape(v) for v in value]
    return value


def _input_shape_argument(owner, kwargs):
    """The batch shape from Keras 2's arguments for a first layer."""
    shape = kwargs.pop("input_shape", None)
    batch = kwargs.pop("batch_size", None)
    size = kwargs.pop("input_dim", None)
    batch_shape = kwargs.pop("batch_input_shape", kwargs.pop("batch_shape", None))
    if kwargs:
        fail(
            f"{owner}: unknown arguments {', '.join(sorted(kwargs))}",
            None,
            "see the class' documentation for what it takes",
            graph.ArgumentError,
        )
    if batch_shape is not None:
        return tuple(batch_shape)
    if size is not None and shape is None:
        shape = (size,)
    return None if shape is None else (batch, *shape)
