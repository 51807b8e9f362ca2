"""Layers with one weight that is much larger than the others: LoRA beside it."""

from __future__ import annotations

import graph
from kerasish import initializers
from kerasish.base import rules
from kerasish.base.discovery import internal
from kerasish.base.errors import NotBuiltError, fail
from kerasish.layers.large_weights.merged_weight import MergedWeight
from kerasish.layers.layer import Layer


@internal
class LargeWeight(Layer):
    """A layer whose ``large_weight`` may be frozen and learn by two small factors.

    W + (alpha / rank) a @ b takes the place of W: a has the shape of W with ``rank`` in
    place of the last size, b is (rank, last size).

    Source:
        Hu et al., 2021, equation 3, https://arxiv.org/abs/2106.09685.
    """

    sparse_arguments = ("autocast", "lora_rank", "lora_alpha")
    rules = {
        "lora_rank": rules.optional(rules.positive_int),
        "lora_alpha": rules.optional(rules.finite_number),
    }
    #: the name of the weight
    large_weight = "kernel"
    lora_enabled = False

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if "large_weight" in vars(cls):
            merged = MergedWeight()
            merged.__set_name__(cls, cls.large_weight)
            setattr(cls, cls.large_weight, merged)

    def _start_lora(self, rank, alpha) -> None:
        """Takes the constructor's arguments."""
        self.lora_rank = rank
        self.lora_alpha = rank if alpha is None else alpha

    def _enable_lora_of_arguments(self) -> None:
        """Turns LoRA on, at the end of ``build``, if the constructor was told to."""
        if self.lora_rank is not None:
            self.enable_lora(self.lora_rank, self.lora_alpha)

    def get_config(self) -> dict:
        config = super().get_config()
        if self.lora_rank is None:
            config.pop("lora_alpha", None)
        return config

    @property
    def _large(self):
        """The weight itself, without what LoRA adds; None before it is made."""
        return vars(self).get(f"_{self.large_weight}")

    def _part(self, name: str) -> str:
        """The name of a weight beside the large one, such as "lora_kernel_a"."""
        return name.replace("*", self.large_weight)

    @property
    def _factors(self) -> list:
        """a and b, if LoRA is on."""
        if not self.lora_enabled:
            return []
        names = ("lora_*_a", "lora_*_b")
        return [getattr(self, self._part(name)) for name in names]

    def enable_lora(
        self,
        rank,
        lora_alpha=None,
        a_initializer="he_uniform",
        b_initializer="zeros",
    ):
        """Freezes the weight and adds two small factors that learn in its place.

        The layer computes what it did, until b is no longer zero. Saved files hold the
        sum; what is loaded goes into the weight, and b starts from zero again.

        Args:
            rank: size between the factors.
            lora_alpha: their product counts alpha / rank; the rank when None.
            a_initializer, b_initializer: how they start.

        Raises:
            ArgumentError: LoRA is on already, or the weight has a constraint.
            NotBuiltError: the weight does not exist yet.

        Example:
            >>> import kerasish
            >>> layer = kerasish.layers.Dense(64)
            >>> layer.build((None, 64))
            >>> layer.enable_lora(2)
            >>> [w.name for w in layer.trainable_weights]
            ['bias', 'lora_kernel_a', 'lora_kernel_b']
        """
        rank = rules.positive_int.check("enable_lora", "rank", rank)
        self._require_lora()
        shape, penalty = tuple(self._large.shape), self._large.regularizer
        shapes = ((*shape[:-1], rank), (rank, shape[-1]))
        starts = (a_initializer, b_initializer)
        for end, size, start in zip("ab", shapes, starts):
            name = self._part(f"lora_*_{end}")
            factor = self._add_part(
                size,
                initializers.get(start),
                dtype="float32",
                regularizer=penalty,
                name=name,
            )
            setattr(self, name, factor)
        self._large.trainable = False
        self.lora_enabled = True
        self.lora_rank = rank
        self.lora_alpha = rank if lora_alpha is None else lora_alpha
        self._note_adaptation()

    def _require_lora(self) -> None:
        label = f"{type(self).__name__} {self.name!r}: enable_lora"
        if self._large is None:
            fail(
                f"{label} needs the {self.large_weight}, which does not exist",
                None,
                "call the layer on data or build(input_shape) first",
                NotBuiltError,
            )
        if self.lora_enabled:
            fail(f"{label} was called before", {"lora_rank": self.lora_rank})
        if self._large.constraint is not None:
            fail(
                f"{label} does not go with a constraint on the {self.large_weight}",
                {"constraint": repr(self._large.constraint)},
                f"leave {self.large_weight}_constraint out",
            )

    def _add_part(self, shape, initializer, **arguments):
        """A weight made beside the others after the layer was built."""
        weight = self.add_weight(shape, initializer, **arguments)
        if self.path is not None:
            weight.path = f"{self.path}/{weight.name}"
        return weight

    @property
    def _lora_share(self) -> float:
        """alpha / rank."""
        return self.lora_alpha / self.lora_rank

    def _low_rank(self):
        """(alpha / rank) a @ b."""
        return graph.matmul(*self._factors) * self._lora_share

    def _merged(self, weight):
        """The weight with what LoRA adds, in the dtype of the computation."""
        if not self.lora_enabled:
            return weight
        return graph.cast(graph.add(weight, self._low_rank()), self.compute_dtype)

    # ---- what is kept in files, and frozen

    def _stored_variables(self) -> list:
        factors = {id(factor) for factor in self._factors}
        return [v for v in super()._stored_variables() if id(v) not in factors]

    def _values_to_store(self) -> list:
        merged = self._merged_values() if self.lora_enabled else {}
        stored = self._stored_variables()
        return [merged[id(v)] if id(v) in merged else v.numpy() for v in stored]

    def _merged_values(self) -> dict:
        """Values for files in place of those of the variables, by id of these."""
        weight = self._large
        return {id(weight): self._merged(weight).numpy().astype(weight.dtype)}

    def _note_loaded(self) -> None:
        super()._note_loaded()
        for factor in self._factors[1:]:  # b = 0: the weight alone counts
            factor.assign(graph.zeros(factor.shape, factor.dtype))

    def _is_frozen(self, weight) -> bool:
        return self.lora_enabled and weight is self._large
