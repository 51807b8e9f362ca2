"""The variables of an optimizer: made, found, saved and loaded in Keras' order."""

from __future__ import annotations

import numpy as np

from kerasish import initializers
from kerasish.base.discovery import internal
from kerasish.base.errors import NotBuiltError, fail
from kerasish.base.naming import path_scope
from kerasish.base.user_warning import warn
from kerasish.base.variable import Variable
from kerasish.optimizers.state_matching import StateMismatch, Stored, match_state
from kerasish.optimizers.state_slots import parts_of, slots_of, trained_of


@internal
class OptimizerVariables:
    """What an optimizer needs to keep state for each variable that it trains."""

    def _start_variables(self) -> None:
        """Starts without variables; before anything else of the constructor."""
        self.__dict__["_variables"] = []
        self._trainable_variables = []
        self._indices: dict[int, int] = {}
        self.built = False

    def __setattr__(self, name, value):
        if "_variables" not in self.__dict__:
            fail(
                f"{type(self).__name__}: {name} is set before the constructor of the "
                "base class ran",
                hint="make super().__init__(...) the first statement of __init__",
                error=RuntimeError,
            )
        if isinstance(value, Variable):
            self._track_variable(value)
        super().__setattr__(name, value)

    def _track_variable(self, variable) -> None:
        if not any(known is variable for known in self._variables):
            self._variables.append(variable)

    def _untrack_variable(self, variable) -> None:
        self.__dict__["_variables"] = [v for v in self._variables if v is not variable]

    @property
    def variables(self) -> list[Variable]:
        """The iteration, the learning rate, and then the state in order of creation."""
        return list(self._variables)

    def _get_variable_index(self, variable) -> int:
        """The place of a variable among those that the optimizer was built with."""
        return self._indices[id(variable)]

    def _check_variables_are_known(self, variables) -> None:
        for variable in variables:
            if id(variable) not in self._indices:
                fail(
                    f"{type(self).__name__} {self.name!r}: unknown variable "
                    f"{variable.name!r}",
                    {"built with": [v.name for v in self._trainable_variables]},
                    "an optimizer keeps state for the variables of its first call; "
                    "make a new optimizer for other variables",
                )

    def _overwrite_variable_with_gradient(self, variable) -> bool:
        """Whether the "gradient" of a variable is its new value."""
        return getattr(variable, "overwrite_with_gradient", False)

    def add_variable(
        self,
        shape,
        initializer="zeros",
        dtype=None,
        aggregation="none",
        layout=None,
        name=None,
    ) -> Variable:
        """A new variable that is saved and restored with the optimizer.

        Args:
            shape: known sizes.
            initializer: an initializer or its name.
            dtype: the default float dtype when None.
            aggregation, layout: kept for Keras' signature.
            name: without slashes.
        """
        with path_scope(self.name):
            variable = Variable(
                initializers.get(initializer),
                shape=shape,
                dtype=dtype,
                trainable=False,
                aggregation=aggregation,
                name=name,
            )
        self._track_variable(variable)
        return variable

    def add_variable_from_reference(
        self, reference_variable, name=None, initializer="zeros"
    ) -> Variable:
        """A new variable of the shape and dtype of another: ``<its path>_<name>``."""
        path = getattr(reference_variable, "path", reference_variable.name)
        return self.add_variable(
            shape=reference_variable.shape,
            initializer=initializer,
            dtype=reference_variable.dtype,
            name=f"{path.replace('/', '_').replace(':', '_')}_{name or 'var'}",
        )

    def add_optimizer_variables(self, trainable_variables, name, initializer="zeros"):
        """Variables beside each trainable one, in one list, or a list for each name.

        Args:
            trainable_variables: what is trained.
            name: a name, or a list of names.
            initializer: one for all names, or a list of one for each.

        Returns:
            A list, None where a variable is overwritten with its gradient; for several
            names a tuple of lists.
        """
        names = [name] if isinstance(name, str) else list(name)
        several = isinstance(initializer, (list, tuple))
        chosen = list(initializer) if several else [initializer] * len(names)
        if len(chosen) != len(names):
            fail(
                "add_optimizer_variables: one initializer is needed for each name",
                {"name": name, "initializer": initializer},
            )
        lists = tuple([] for _ in names)
        for variable in trainable_variables:
            skipped = self._overwrite_variable_with_gradient(variable)
            for found, one, start in zip(lists, names, chosen):
                found.append(
                    None
                    if skipped
                    else self.add_variable_from_reference(variable, one, start)
                )
        return lists[0] if isinstance(name, str) else lists

    def assign(self, variable, value) -> None:
        """variable = value"""
        variable.assign(value)

    def assign_add(self, variable, value) -> None:
        """variable += value"""
        variable.assign_add(value)

    def assign_sub(self, variable, value) -> None:
        """variable -= value"""
        variable.assign_sub(value)

    def average_into(self, variable, value, share):
        """variable += share * (value - variable); returns the new value."""
        new = variable.value + (value - variable.value) * share
        self.assign(variable, new)
        return new

    def set_weights(self, weights) -> None:
        """Sets all variables, in the order of `variables`.

        Raises:
            NotBuiltError: the optimizer has no state yet.
            ArgumentError: another number of arrays, or another shape.
        """
        if not self.built:
            fail(
                f"{type(self).__name__} {self.name!r} has no weights yet",
                hint="call optimizer.build(variables) first",
                error=NotBuiltError,
            )
        variables = self.variables
        if len(weights) != len(variables):
            fail(
                f"{type(self).__name__} {self.name!r}: another number of weights",
                {"weights": len(weights), "variables": len(variables)},
                "pass one array for each of optimizer.variables",
            )
        for variable, weight in zip(variables, weights):
            variable.assign(np.asarray(weight))

    def save_own_variables(self, store) -> None:
        """Writes all variables into a mapping, under "0", "1", ..."""
        for i, variable in enumerate(self.variables):
            store[str(i)] = variable.numpy()

    def load_own_variables(self, store) -> None:
        """Reads what `save_own_variables` wrote, all of it or nothing.

        What Keras 2 wrote will do as well; a state that does not fit is left out with a
        warning that says why.
        """
        try:
            arrays = [np.asarray(store[str(i)]) for i in range(len(store))]
            stored = [Stored(None, array.shape) for array in arrays]
            slots = slots_of(self)
            pairs = match_state(slots, stored, trained_of(self))
        except (KeyError, StateMismatch) as error:
            self._warn_of_state(getattr(error, "lines", [f"no array {error}"]))
            return
        self._set_state([(slots[i], arrays[j]) for i, j in pairs])

    def _warn_of_state(self, lines: list[str], where: str = "") -> None:
        if not self.built:
            lines = [*lines, "the optimizer has not been built yet"]
        warn(
            f"{where}the state of optimizer {self.name!r} ({type(self).__name__}) does "
            "not fit and is left out; the optimizer starts afresh\n  "
            + "\n  ".join(lines)
        )

    def _set_state(self, pairs) -> None:
        """Sets variables to what was found for them: pairs of a slot and an array."""
        for slot, array in pairs:
            slot.variable.assign(np.asarray(array))
        known = {id(slot.variable) for slot, _ in pairs}
        for part in parts_of(self):
            part._fill_in(known)

    def _fill_in(self, known: set[int]) -> None:
        """Computes what an older version did not keep.

        Args:
            known: ids of the variables that were found.
        """
