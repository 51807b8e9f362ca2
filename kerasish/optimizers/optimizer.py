"""The base class of optimizers."""

from __future__ import annotations

import graph
from kerasish.base.configured import Configured
from kerasish.base.errors import fail
from kerasish.base.naming import auto_name, path_scope, snake_case
from kerasish.base.rules import (
    Rule,
    any_string,
    boolean,
    fraction,
    non_negative_number,
    optional,
    positive_int,
    positive_number,
)
from kerasish.base.serialization import (
    custom_object_scope,
    deserialize_keras_object,
    serialize_keras_object,
)
from kerasish.base.variable import Variable
from kerasish.optimizers.learning_rate import LearningRate, learning_rate_rule
from kerasish.optimizers.moving_average import MovingAverage
from kerasish.optimizers.optimizer_step import OptimizerStep
from kerasish.optimizers.optimizer_variables import OptimizerVariables
from kerasish.optimizers.stateless_step import StatelessStep
from kerasish.optimizers.upgrades import upgrade_config
from kerasish.optimizers.weight_decay import WeightDecay

_several_steps = Rule(
    "an integer >= 2",
    lambda v: positive_int.accepts(v) and v >= 2,
    (1, 0, -2, 2.5, "2"),
    int,
)


class Optimizer(
    OptimizerStep,
    StatelessStep,
    OptimizerVariables,
    LearningRate,
    WeightDecay,
    MovingAverage,
    Configured,
):
    """Changes variables so that a loss falls: ``optimizer.apply_gradients(pairs)``.

    A subclass makes its state in ``build(variables)``, with `add_optimizer_variables`,
    and defines ``update_step(gradient, variable, learning_rate)``. Both are written
    with ``graph`` or ``kerasish.ops`` functions: given arrays they run at once, inside
    a trace they become part of the compiled training step.

    Args:
        learning_rate: a number; a `LearningRateSchedule` of the iteration; or a
            callable without arguments, which is called when a step is traced.
        weight_decay: every weight is multiplied by 1 - weight_decay * learning_rate
            before each update; None for no decay.
        clipnorm: largest norm of the gradient of each variable.
        clipvalue: largest absolute value of each element of a gradient.
        global_clipnorm: largest norm of all gradients together.
        use_ema: whether moving averages of the variables are kept.
        ema_momentum: average = ema_momentum * average + (1 - ema_momentum) * weight.
        ema_overwrite_frequency: after how many iterations the variables are set to
            their averages, besides the end of training.
        loss_scale_factor: the loss is multiplied and the gradients are divided by it.
        gradient_accumulation_steps: how many gradients are averaged for one update.
        name: "adam", then "adam_1", ... by default.

    Raises:
        ArgumentError: more than one kind of clipping.

    Example:
        >>> import graph
        >>> import kerasish
        >>> class Signs(kerasish.optimizers.Optimizer):
        ...     def update_step(self, gradient, variable, learning_rate):
        ...         self.assign_sub(variable, learning_rate * graph.sign(gradient))
        >>> v = kerasish.Variable([1.0, 2.0])
        >>> _ = Signs(learning_rate=0.5).apply_gradients([([-3.0, 0.1], v)])
        >>> v.numpy()
        array([1.5, 1.5], dtype=float32)
    """

    rules = {
        "learning_rate": learning_rate_rule,
        "weight_decay": optional(non_negative_number),
        "clipnorm": optional(non_negative_number),
        "clipvalue": optional(non_negative_number),
        "global_clipnorm": optional(non_negative_number),
        "use_ema": boolean,
        "ema_momentum": fraction,
        "ema_overwrite_frequency": optional(positive_int),
        "loss_scale_factor": optional(positive_number),
        "gradient_accumulation_steps": optional(_several_steps),
        "name": optional(any_string),
    }

    def __init__(
        self,
        learning_rate,
        weight_decay=None,
        clipnorm=None,
        clipvalue=None,
        global_clipnorm=None,
        use_ema=False,
        ema_momentum=0.99,
        ema_overwrite_frequency=None,
        loss_scale_factor=None,
        gradient_accumulation_steps=None,
        name=None,
        **kwargs,
    ):
        self._start_variables()
        if kwargs:
            fail(
                f"{type(self).__name__}: unknown arguments {sorted(kwargs)}",
                hint=f"the arguments are {', '.join(self.argument_names())}",
            )
        _require_one_kind_of_clipping(
            type(self).__name__,
            clipnorm=clipnorm,
            clipvalue=clipvalue,
            global_clipnorm=global_clipnorm,
        )
        kind = snake_case(type(self).__name__)
        self.name = auto_name(kind) if name is None else name
        self.weight_decay = weight_decay
        self.clipnorm = clipnorm
        self.clipvalue = clipvalue
        self.global_clipnorm = global_clipnorm
        self.use_ema = use_ema
        self.ema_momentum = ema_momentum
        self.ema_overwrite_frequency = ema_overwrite_frequency
        self.loss_scale_factor = loss_scale_factor
        self.gradient_accumulation_steps = gradient_accumulation_steps
        self._step_numbers = None
        #: paths of variables that had no gradient in the last step that was traced
        self.without_gradient: frozenset[str] = frozenset()
        with path_scope(self.name):
            self._iterations = Variable(
                0,
                dtype="int64",
                trainable=False,
                name="iteration",
                aggregation="only_first_replica",
            )
        self._start_learning_rate(learning_rate)

    @property
    def iterations(self):
        """How many updates were made; a batch is one unless gradients accumulate."""
        steps = self.gradient_accumulation_steps
        return self._iterations if steps is None else self._iterations // steps

    def build(self, variables) -> None:
        """Makes the state for these variables.

        Args:
            variables: all that the optimizer will ever train.
        """
        self._trainable_variables = list(variables)
        self._indices = {id(v): i for i, v in enumerate(variables)}
        if self.use_ema:
            averages = self.add_optimizer_variables(variables, "average")
            self._model_variables_moving_average = averages
        if self.gradient_accumulation_steps is not None:
            self._accumulated_gradients = [
                self.add_variable_from_reference(v, "gradient_accumulator")
                for v in variables
            ]
        self.built = True

    def update_step(self, gradient, variable, learning_rate) -> None:
        """Assigns the new value of one variable; every subclass defines it.

        Args:
            gradient: a tensor of the variable's dtype and shape.
            variable: one of those that the optimizer was built with.
            learning_rate: scalar tensor.
        """
        raise NotImplementedError(
            f"{type(self).__name__} must define "
            "update_step(gradient, variable, learning_rate)"
        )

    def update_all(self, gradients, variables, learning_rate) -> None:
        """Calls `update_step` for each variable."""
        for gradient, variable in zip(gradients, variables):
            self.update_step(gradient, variable, learning_rate)

    def step_numbers(self, learning_rate) -> tuple:
        """Scalars that all variables share, such as corrections of bias.

        Args:
            learning_rate: float32 scalar; float64 when there are float64 variables.
        """
        return (learning_rate,)

    def numbers(self, learning_rate, variable) -> tuple:
        """The `step_numbers`, computed once a step, in the dtype of a variable."""
        known = self._step_numbers
        if known is None or known.get("of") is not learning_rate:
            known = {"of": learning_rate, "are": self.step_numbers(learning_rate)}
            if self._step_numbers is not None:
                self._step_numbers = known
        return tuple(graph.cast(number, variable.dtype) for number in known["are"])

    def next_iteration(self, dtype):
        """The number of this update as a float: 1 in the first."""
        return graph.cast(self.iterations + 1, dtype)

    def get_config(self) -> dict:
        """The arguments as plain data; the learning rate is the one of now."""
        recorded = self.__dict__["_recorded"]
        config = {}
        for name in self.argument_names():
            if name == "learning_rate":
                config[name] = self._learning_rate_config()
            elif name in recorded or hasattr(self, name):
                value = getattr(self, name, recorded.get(name))
                config[name] = serialize_keras_object(value)
        return config

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """The optimizer that a config describes, also one that Keras 1 or 2 wrote.

        Args:
            config: arguments by name.
            custom_objects: classes and functions that it may name.
        """
        config = upgrade_config(cls.__name__, config)
        with custom_object_scope({} if custom_objects is None else custom_objects):
            rate = config.get("learning_rate")
            if isinstance(rate, dict):
                config["learning_rate"] = deserialize_keras_object(
                    rate, family_name="optimizers.schedules"
                )
            return super().from_config(config)


def _require_one_kind_of_clipping(owner: str, **bounds) -> None:
    given = {name: bound for name, bound in bounds.items() if bound is not None}
    if len(given) > 1:
        fail(
            f"{owner}: gradients can be clipped in one way only",
            given,
            f"keep one of {', '.join(given)}",
        )
