"""What the recurrent cells of Kerasish share."""

from __future__ import annotations

import graph
from kerasish import activations, constraints, initializers, regularizers
from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.base.random_seed import SeedGenerator
from kerasish.layers.layer import Layer
from kerasish.layers.rnn.cell_dropout import CellDropout, masked

CELL_RULES = {
    "use_bias": rules.boolean,
    "dropout": rules.fraction,
    "recurrent_dropout": rules.fraction,
    "seed": rules.optional(rules.any_int),
}


@internal
class BaseCell(CellDropout, Layer):
    """One step of a recurrence: (x, states) to (output, new states).

    The step has two halves, so that a layer can do the first one for all steps at
    once: ``project`` is what depends on the input alone, ``step`` the rest. A subclass
    sets ``gates`` and defines ``step`` and ``bias_shape``.
    """

    rules = {"units": rules.positive_int, **CELL_RULES}
    #: how many blocks of ``units`` columns the kernels have
    gates = 1

    def __init__(
        self,
        units,
        activation,
        use_bias,
        kernel_initializer,
        recurrent_initializer,
        bias_initializer,
        kernel_regularizer,
        recurrent_regularizer,
        bias_regularizer,
        kernel_constraint,
        recurrent_constraint,
        bias_constraint,
        dropout,
        recurrent_dropout,
        seed,
        implementation=2,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.units = units
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.recurrent_initializer = initializers.get(recurrent_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.recurrent_regularizer = regularizers.get(recurrent_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.recurrent_constraint = constraints.get(recurrent_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.dropout = dropout
        self.recurrent_dropout = recurrent_dropout
        self.seed = seed
        self.seed_generator = SeedGenerator(seed)
        # 1: each gate has dropout masks of its own, as in Keras
        self.implementation = 1 if recurrent_dropout else implementation

    @classmethod
    def argument_names(cls):
        return [n for n in super().argument_names() if n != "implementation"]

    @property
    def mask_count(self) -> int:
        return self.gates if self.implementation == 1 else 1

    @property
    def state_size(self):
        return self.units

    @property
    def output_size(self) -> int:
        return self.units

    @property
    def bias_shape(self) -> tuple[int, ...]:
        return (self.gates * self.units,)

    def build(self, input_shape):
        columns = self.gates * self.units
        self.kernel = self._weight("kernel", (input_shape[-1], columns))
        self.recurrent_kernel = self._weight("recurrent", (self.units, columns))
        self.bias = self._weight("bias", self.bias_shape) if self.use_bias else None

    def _weight(self, kind, shape):
        return self.add_weight(
            shape,
            self._start_of(kind),
            regularizer=getattr(self, f"{kind}_regularizer"),
            constraint=getattr(self, f"{kind}_constraint"),
            name="recurrent_kernel" if kind == "recurrent" else kind,
        )

    def _start_of(self, kind):
        return getattr(self, f"{kind}_initializer")

    # ---- the two halves of a step

    def project(self, inputs, masks):
        """inputs @ kernel + bias, for one step or for any number of them.

        Args:
            inputs: (..., batch, features).
            masks: those of the sequence.
        """
        if isinstance(masks.inputs, list):
            columns = graph.split(self.kernel, self.gates, axis=1)
            parts = [
                graph.matmul(masked(inputs, masks.inputs, gate), kernel)
                for gate, kernel in enumerate(columns)
            ]
            projected = graph.concatenate(parts, axis=-1) if parts[1:] else parts[0]
        else:
            projected = graph.matmul(masked(inputs, masks.inputs, 0), self.kernel)
        bias = self.input_bias()
        return projected if bias is None else projected + bias

    def input_bias(self):
        """What `project` adds."""
        return self.bias

    def step(self, projected, states, masks):
        """The output and the list of new states.

        Args:
            projected: what `project` gave for this step.
            states: list of (batch, units).
            masks: those of the sequence.
        """
        raise NotImplementedError(f"{type(self).__name__} must define step")

    def recur(self, state, masks, first=0, last=None):
        """state @ recurrent_kernel, for the gates from first to before last."""
        last = self.gates if last is None else last
        kernel = self.recurrent_kernel
        if (first, last) != (0, self.gates):
            kernel = kernel[:, first * self.units : last * self.units]
        if not isinstance(masks.state, list) or last - first == 1:
            return graph.matmul(masked(state, masks.state, first), kernel)
        columns = graph.split(kernel, last - first, axis=1)
        parts = [
            graph.matmul(masked(state, masks.state, first + n), part)
            for n, part in enumerate(columns)
        ]
        return graph.concatenate(parts, axis=-1)

    def columns(self, x, first, last=None):
        """The block of units of a gate, or of the gates from first to before last."""
        last = first + 1 if last is None else last
        return x[..., first * self.units : last * self.units]

    def call(self, inputs, states, training=False):
        nested = isinstance(states, (list, tuple))
        states = list(states) if nested else [states]
        masks = self.masks_for(inputs, states[0], training)
        output, new = self.step(self.project(inputs, masks), states, masks)
        return output, (new if nested else new[0])

    def compute_output_shape(self, input_shape, states_shape=None):
        """The shapes of the output and of the states."""
        batch = input_shape[0]
        states = [(batch, n) for n in graph.flatten(self.state_size)]
        return (batch, self.output_size), states

    def get_initial_state(self, batch_size=None):
        """The states before the first step: zeros."""
        sizes = [*graph.flatten(self.state_size)]
        return [graph.zeros((batch_size, n), self.compute_dtype) for n in sizes]
