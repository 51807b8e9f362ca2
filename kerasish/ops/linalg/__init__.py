"""Linear algebra on the last two axes: factors, solutions, norms."""

from kerasish.ops.namespaces import Namespace

_SPACE = Namespace(__name__)
__getattr__ = _SPACE.lookup
__dir__ = _SPACE.names
