"""The base class of layers."""

from __future__ import annotations

import graph
from kerasish import constraints, initializers, regularizers
from kerasish.base import rules
from kerasish.base.configured import Configured
from kerasish.base.errors import NotBuiltError, fail
from kerasish.base.naming import auto_name, path_scope, snake_case
from kerasish.base.serialization import serialize_keras_object
from kerasish.base.settings import standardize_dtype
from kerasish.base.variable import Variable
from kerasish.layers.call_context import in_call
from kerasish.layers.extra_arguments import batch_shape_argument
from kerasish.layers.layer_absent import LayerAbsent
from kerasish.layers.layer_build import LayerBuild
from kerasish.layers.layer_call import LayerCall
from kerasish.layers.layer_dtype import LayerDType, policy_of_layer
from kerasish.layers.layer_quantization import LayerQuantization
from kerasish.layers.layer_state import LayerState
from kerasish.layers.missing import require_initialised
from kerasish.layers.shapes import spec_call


class Layer(
    LayerCall,
    LayerBuild,
    LayerDType,
    LayerQuantization,
    LayerState,
    LayerAbsent,
    Configured,
):
    """A computation with weights.

    Args:
        activity_regularizer: penalty on the outputs.
        trainable: whether training changes the weights.
        dtype: of weights and computation: a dtype, a policy or its name or config; the
            global policy when None.
        autocast: whether inputs that are floats are cast to the dtype of computation.
        name: unique in a model; made from the class when None.

    A subclass makes weights in ``build(input_shape)`` with `add_weight` and computes in
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
        shape = batch_shape_argument(type(self).__name__, kwargs)
        self._start_tracking()
        name = auto_name(snake_case(type(self).__name__)) if name is None else name
        if "/" in name:
            fail("a layer's name has no slashes", {"name": repr(name)})
        self._name = name
        vars(self).update(_dtype_policy=policy_of_layer(dtype, self), _path=None)
        self.activity_regularizer = regularizers.get(activity_regularizer)
        self.autocast = autocast
        self._trainable = trainable
        self.built = self._is_built_at_once
        self.input_spec = None
        # nothing to track there
        vars(self).update(_inbound_nodes=[], _losses=[], _made_in_call=in_call())
        self._build_shapes = None
        self._batch_input_shape = shape

    @property
    def name(self) -> str:
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self._name = value

    def get_config(self) -> dict:
        config = super().get_config()
        config["dtype"] = serialize_keras_object(self.dtype_policy)
        if config.get("autocast"):  # as ever: files of Keras do not have it
            del config["autocast"]
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
        require_initialised(self)
        if in_call() or self._made_in_call:
            _fail_made_in_call(self)
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
        with path_scope(self.name, self):
            weight = Variable(
                initializers.get(initializer),
                shape=tuple(shape),
                dtype=dtype,
                trainable=trainable,
                autocast=autocast,
                name=name,
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

    # ---- the computation

    def call(self, *args, **kwargs):
        """The computation; a subclass defines it."""
        raise NotImplementedError(
            f"{type(self).__name__} must define call(self, inputs): return the outputs"
        )

    # ---- shapes

    def compute_output_shape(self, *args, **kwargs):
        """The shape of the outputs for inputs of these shapes, None for unknown."""
        return spec_call(self, *args, **kwargs)

    def compute_output_spec(self, *args, **kwargs):
        """Keras tensors like those that the layer would return."""
        return self(*args, **kwargs)

    def symbolic_call(self, *args, **kwargs):
        """The outputs for Keras tensors."""
        return self.compute_output_spec(*args, **kwargs)

    def stateless_call(
        self,
        trainable_variables,
        non_trainable_variables,
        *args,
        return_losses=False,
        **kwargs,
    ):
        """Calls with these values of the weights; returns outputs and new values."""
        own = [*self.trainable_variables, *self.non_trainable_variables]
        values = [*trainable_variables, *non_trainable_variables]
        if len(own) != len(values):
            fail(
                f"layer {self.name!r}: stateless_call takes a value for each variable",
                {"variables": len(own), "values": len(values)},
                "pass those of trainable_variables and of non_trainable_variables",
            )
        with graph.tracing() as trace:
            trace.updates.update({v: graph.as_symbolic(x) for v, x in zip(own, values)})
            symbolic = self(*args, **kwargs)
            losses = self.losses if return_losses else []
            losses = [graph.as_symbolic(loss) for loss in losses]
            leaves = [graph.as_symbolic(t) for t in graph.flatten(symbolic)]
        state = [trace.updates[v] for v in self.non_trainable_variables]
        results = graph.Session().run([leaves, state, losses, trace.effects])
        outputs = graph.pack_like(symbolic, [graph.as_tensor(r) for r in results[0]])
        if return_losses:
            return outputs, results[1], results[2]
        return outputs, results[1]

    @property
    def _kind(self) -> str:
        """What tables and pictures call its class."""
        return type(self).__name__

    def __repr__(self):
        return f"<{type(self).__name__} name={self.name}, built={self.built}>"


def _fail_made_in_call(layer) -> None:
    what = "is made" if layer._made_in_call else "makes a weight"
    fail(
        f"layer {layer.name!r} {what} anew in each call",
        None,
        "make layers in __init__ and weights in __init__ or build, so that they are "
        "kept and trained",
        NotBuiltError,
    )
