"""What each variable of an optimizer is for, and what older Keras called it."""

from __future__ import annotations

from typing import NamedTuple

from kerasish.base.discovery import internal
from kerasish.base.variable import Variable

#: what is kept for each trained variable: its name of today, and older ones
SLOT_NAMES = {
    "momentum": ("m", "moment"),
    "velocity": ("v", "rms"),
    "velocity_hat": ("vhat",),
    "norm": ("u", "v"),
    "average_gradient": ("mg",),
    "accumulated_grad": ("accum_grad",),
    "accumulated_delta_var": ("accum_var",),
    "rows": ("r",),
    "columns": ("c",),
}
#: what is kept once; "variable" is the product of Nadam, which Keras 3 gave no name
SCALAR_NAMES = {
    "iteration": ("iterations", "iter"),
    "learning_rate": ("current_learning_rate", "lr"),
    "variable": ("m_schedule", "momentum_cache", "u_product"),
}


@internal
class Slot(NamedTuple):
    """A variable of an optimizer.

    Attributes:
        variable: it.
        kind: "momentum", "iteration", ...
        trained: the variable that it belongs to; None for what is kept once.
    """

    variable: Variable
    kind: str
    trained: Variable | None

    @property
    def is_needed(self) -> bool:
        """Whether training cannot go on without it.

        Scalars beside arrays are places that nothing uses, and what is kept once stands
        in the optimizer's config or can be computed.
        """
        if self.trained is None:
            return False
        return len(self.variable.shape) > 0 or len(self.trained.shape) == 0

    @property
    def is_only_ours(self) -> bool:
        """Whether Keras 2 has no such variable: in its layout they come last."""
        return not self.is_needed and self.kind != "iteration"

    @property
    def spellings(self) -> tuple[str, ...]:
        """All names of the kind, today's first."""
        table = SCALAR_NAMES if self.trained is None else SLOT_NAMES
        return (self.kind, *table.get(self.kind, ()))


@internal
def slots_of(optimizer) -> list[Slot]:
    """The slots of an optimizer and of those inside it, in order of its variables.

    Example:
        >>> import kerasish
        >>> from kerasish.optimizers.state_slots import slots_of
        >>> optimizer = kerasish.optimizers.Adam()
        >>> optimizer.build([kerasish.Variable([0.0, 0.0], name="v")])
        >>> [slot.kind for slot in slots_of(optimizer)]
        ['iteration', 'learning_rate', 'momentum', 'velocity']
    """
    beside = {}
    for part in parts_of(optimizer):
        trained = part._trainable_variables
        for name, values in vars(part).items():
            lists = isinstance(values, (list, tuple)) and len(values) == len(trained)
            if not lists or name in ("_variables", "_trainable_variables"):
                continue
            for variable, of in zip(values, trained):
                if isinstance(variable, Variable):
                    beside[id(variable)] = Slot(variable, _kind(variable, of, name), of)
    return [beside.get(id(v), Slot(v, v.name, None)) for v in optimizer.variables]


@internal
def trained_of(optimizer) -> list[Variable]:
    """The variables that an optimizer trains."""
    every = [v for part in parts_of(optimizer) for v in part._trainable_variables]
    return list({id(v): v for v in every}.values())


@internal
def path_of(variable) -> str:
    """The path of a variable; those of the engine have a name only."""
    return variable.path if hasattr(variable, "path") else variable.name


@internal
def parts_of(optimizer) -> list:
    """The optimizer, and those that it hands its work to."""
    inner = getattr(optimizer, "inner_optimizer", None)
    others = [
        *getattr(optimizer, "optimizers", ()),
        *([] if inner is None else [inner]),
    ]
    return [optimizer, *(part for other in others for part in parts_of(other))]


def _kind(variable, trained, attribute: str) -> str:
    """The name without that of the trained variable; Adafactor has only attributes."""
    path = path_of(trained).replace("/", "_").replace(":", "_")
    if variable.name.startswith(f"{path}_"):
        return variable.name.removeprefix(f"{path}_")
    return attribute.strip("_")
