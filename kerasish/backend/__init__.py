"""Dtypes, settings and names under the module where Keras has them."""

from kerasish.base.engine_settings import backend
from kerasish.base.keras_tensor import is_keras_tensor
from kerasish.base.naming import get_uid
from kerasish.base.result_type import result_type
from kerasish.base.settings import (
    epsilon,
    floatx,
    image_data_format,
    is_float_dtype,
    is_int_dtype,
    set_epsilon,
    set_floatx,
    set_image_data_format,
    standardize_dtype,
)
from kerasish.utils.session import clear_session
