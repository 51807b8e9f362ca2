"""The functions of numpy, with Keras' arguments and dtypes."""

from kerasish.ops.namespaces import Namespace

_SPACE = Namespace(__name__)
__getattr__ = _SPACE.lookup
__dir__ = _SPACE.names
