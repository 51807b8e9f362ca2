"""The rule for what Keras can give with the TensorFlow backend alone."""

from __future__ import annotations

from kerasish.base.rules import Rule


def _is_dense(value) -> bool:
    if value:
        raise NotImplementedError(
            "there are no sparse or ragged tensors; leave sparse and ragged False"
        )
    return isinstance(value, (bool, int))


#: for ``sparse`` and ``ragged``
dense_only = Rule("False", _is_dense, (0.0, "", None), bool)
