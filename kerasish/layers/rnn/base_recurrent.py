"""What `SimpleRNN`, `LSTM`, `GRU` and the ConvLSTMs share: an RNN around one cell."""

from __future__ import annotations

from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.base.rules import Rule
from kerasish.layers.input_spec import InputSpec
from kerasish.layers.rnn.rnn import RNN

CUDNN = Rule('"auto", True or False', lambda v: v in ("auto", True, False), ("yes", 2))


@internal
def of_cell(name: str) -> property:
    """An attribute that is the cell's."""
    return property(lambda self: getattr(self.cell, name))


@internal
def without_cudnn(use_cudnn):
    """The argument, if it does not insist on a graphics card."""
    if use_cudnn is True:
        raise NotImplementedError(
            "use_cudnn=True needs cuDNN, which Kerasish does not use; pass 'auto'"
        )
    return use_cudnn


@internal
class BaseRecurrent(RNN):
    """An `RNN` that makes its cell from its own arguments."""

    activation = of_cell("activation")
    use_bias = of_cell("use_bias")
    kernel_initializer = of_cell("kernel_initializer")
    recurrent_initializer = of_cell("recurrent_initializer")
    bias_initializer = of_cell("bias_initializer")
    kernel_regularizer = of_cell("kernel_regularizer")
    recurrent_regularizer = of_cell("recurrent_regularizer")
    bias_regularizer = of_cell("bias_regularizer")
    kernel_constraint = of_cell("kernel_constraint")
    recurrent_constraint = of_cell("recurrent_constraint")
    bias_constraint = of_cell("bias_constraint")
    dropout = of_cell("dropout")
    recurrent_dropout = of_cell("recurrent_dropout")
    seed = of_cell("seed")
    sparse_arguments = ("autocast",)
    #: rank of the sequences
    input_rank = 3

    def __init__(self, cell, **kwargs):
        super().__init__(cell, **kwargs)
        self.input_spec = InputSpec(ndim=self.input_rank)

    @classmethod
    def argument_names(cls):
        return [name for name in super().argument_names() if name != "cell"]

    @classmethod
    def from_config(cls, config, custom_objects=None):
        return super(RNN, cls).from_config(dict(config))

    @staticmethod
    def cell_arguments(arguments: dict) -> dict:
        """What layer and cell both take of the layer's keyword arguments."""
        shared = {k: arguments[k] for k in ("trainable", "dtype") if k in arguments}
        if not rules.boolean.accepts(shared.get("trainable", True)):
            del shared["trainable"]  # the layer says what is wrong
        if "implementation" in arguments:
            shared["implementation"] = arguments.pop("implementation")
        return shared
