"""Another name for the plain policy."""

from __future__ import annotations

from kerasish.base.dtype_policy import DTypePolicy


class FloatDTypePolicy(DTypePolicy):
    """A `DTypePolicy` under the name that it had while others were made; it equals it.

    Example:
        >>> from kerasish import dtype_policies
        >>> dtype_policies.FloatDTypePolicy("float16")
        <DTypePolicy "float16">
    """

    @classmethod
    def _compared_as(cls) -> type:
        return DTypePolicy if cls is FloatDTypePolicy else cls
