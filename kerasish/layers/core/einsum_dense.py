"""The fully connected layer over any axes."""

from __future__ import annotations

import graph
from kerasish import activations, constraints, initializers, regularizers
from kerasish.base import rules
from kerasish.base.rules import Rule
from kerasish.initializers.variance_scaling import VarianceScaling
from kerasish.layers.core.einsum_axes import EinsumAxes
from kerasish.layers.core.einsum_equation import EinsumEquation
from kerasish.layers.input_spec import InputSpec
from kerasish.layers.large_weights.int8_product import int8_product
from kerasish.layers.large_weights.int8_weight import Int8Weight
from kerasish.quantizers.quantization_config import require_int8

_OUTPUT_SHAPE = Rule(
    "a positive integer, or a tuple of sizes and None",
    lambda v: (
        rules.positive_int.accepts(v)
        or (
            isinstance(v, (list, tuple))
            and all(s is None or rules.positive_int.accepts(s) for s in v)
        )
    ),
    (0, 2.5, "3", (-1,)),
    lambda v: (int(v),) if isinstance(v, int) else tuple(v),
)


class EinsumDense(Int8Weight):
    """y = activation(einsum(equation, x, kernel) + bias).

    Args:
        equation: such as "abc,cd->abd"; "...x,xy->...y" leaves any leading axes as they
            are, "ab...,bc->ac..." any trailing ones.
        output_shape: sizes of the output without the batch and the axes of the dots;
            None for a size that is that of the input.
        activation: name or function; None for none.
        bias_axes: letters of the output along which there is a bias, as in "d"; None
            for no bias.
        kernel_initializer, bias_initializer: how the weights start.
        kernel_regularizer, bias_regularizer: penalties on the weights.
        activity_regularizer: penalty on the output.
        kernel_constraint, bias_constraint: applied after each update.
        lora_rank: the rank of `enable_lora`, which is called when the kernel is made.
        lora_alpha: that of `enable_lora`; the rank when None.
        gptq_unpacked_column_size: only None.
        quantization_config: with a dtype such as "int8_from_float32": how inputs are
            quantized.

    Weights:
        kernel: the sizes of its letters.
        bias: the sizes of `bias_axes`, 1 along the axes of the output between them.

    Raises:
        ShapeError: an equation that does not fit the shapes.

    Example:
        >>> import numpy as np
        >>> import kerasish
        >>> layer = kerasish.layers.EinsumDense("abc,cd->abd", (None, 7), bias_axes="d")
        >>> layer(np.zeros((2, 3, 5))).shape
        (2, 3, 7)
    """

    sparse_arguments = (*Int8Weight.sparse_arguments, "gptq_unpacked_column_size")
    large_weight = "kernel"
    rules = {
        "equation": rules.any_string,
        "output_shape": _OUTPUT_SHAPE,
        "bias_axes": rules.optional(rules.any_string),
    }

    def __init__(
        self,
        equation,
        output_shape,
        activation=None,
        bias_axes=None,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        kernel_regularizer=None,
        bias_regularizer=None,
        kernel_constraint=None,
        bias_constraint=None,
        lora_rank=None,
        lora_alpha=None,
        gptq_unpacked_column_size=None,
        quantization_config=None,
        **kwargs,
    ):
        if gptq_unpacked_column_size is not None:
            require_int8("EinsumDense", "gptq")
        super().__init__(**kwargs)
        self.equation = equation
        self.partial_output_shape = output_shape
        self.activation = activations.get(activation)
        self.bias_axes = bias_axes
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self._start_lora(lora_rank, lora_alpha)
        self._start_quantization(quantization_config)
        self._parsed = EinsumEquation(equation)
        self._parsed.check_bias(bias_axes)

    def build(self, input_shape):
        shapes = self._parsed.shapes(input_shape, self.partial_output_shape)
        self.input_spec = InputSpec(ndim=len(input_shape))
        self.kernel = self._add_large_weight(
            shapes.kernel,
            self._kernel_start(),
            self.kernel_regularizer,
            self.kernel_constraint,
        )
        self.bias = None
        if self.bias_axes is not None:
            self.bias = self.add_weight(
                self._parsed.bias_shape(shapes.output, self.bias_axes),
                self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
                name="bias",
            )
        self._enable_lora_of_arguments()

    def _kernel_start(self):
        """The initializer, told which axes of the kernel are inputs and outputs."""
        start = self.kernel_initializer
        if not isinstance(start, VarianceScaling):
            return start
        config = start.get_config()
        if None not in (config.get("input_axes"), config.get("output_axes")):
            return start
        inputs, outputs = self._parsed.kernel_axes()
        config.update(input_axes=inputs, output_axes=outputs, seed=start.seed)
        return type(start).from_config(config)

    def call(self, inputs, training=None):
        return self._finished(graph.einsum(self.equation, inputs, self.kernel))

    def _finished(self, y):
        """The product with bias and activation."""
        if self.bias is not None:
            y = y + self.bias
        return self.activation(y)

    # ---- in int8

    @property
    def _axes(self) -> EinsumAxes:
        return EinsumAxes(self._parsed, self.input_spec.ndim)

    @property
    def _summed_axes(self) -> tuple[int, ...]:
        return self._axes.summed(self._axes.kernel)

    def _scale_to_keep(self, scale):
        return self._axes.placed(scale, self._axes.kernel, self._axes.output)

    def _scale_of_weight(self, scale):
        return self._axes.placed(scale, self._axes.output, self._axes.kernel)

    def _int8_call(self, inputs, training=None):
        axes, quantizer = self._axes, self.inputs_quantizer

        def product(x, kernel):
            return graph.einsum(self.equation, x, kernel)

        def quantized(x):
            return quantizer(x, axis=axes.summed(axes.input))

        def scale_of_outputs(scale):
            beside = axes.placed(scale, axes.input, axes.output) if quantizer else 1.0
            return self._scale * beside

        def gradient(dy):
            return axes.input_gradient(dy, self._float_weight(), inputs)

        y = int8_product(
            inputs,
            self._large,
            product,
            quantizer and quantized,
            scale_of_outputs,
            gradient,
        )
        if self.lora_enabled:
            y = y + product(inputs, self._low_rank())
            y = graph.cast(y, self.compute_dtype)
        return self._finished(y)

    def compute_output_shape(self, input_shape):
        return self._parsed.shapes(input_shape, self.partial_output_shape).declared

    def _symbolic_call(self, args, kwargs, arguments, training):
        y = super()._symbolic_call(args, kwargs, arguments, training)
        # a size that `output_shape` leaves open shows as None, as in Keras
        y.declare_shape(self.compute_output_shape(arguments["inputs"].shape))
        return y
