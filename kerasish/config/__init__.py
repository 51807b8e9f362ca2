"""Settings that hold for the whole process."""

from kerasish.base.dtype_policy import dtype_policy, set_dtype_policy
from kerasish.base.engine_settings import (
    backend,
    disable_flash_attention,
    enable_flash_attention,
    enable_unsafe_deserialization,
    is_flash_attention_enabled,
    is_nnx_enabled,
    set_backend,
)
from kerasish.base.run_limits import (
    max_epochs,
    max_steps_per_epoch,
    set_max_epochs,
    set_max_steps_per_epoch,
)
from kerasish.base.settings import (
    epsilon,
    floatx,
    image_data_format,
    set_epsilon,
    set_floatx,
    set_image_data_format,
)
from kerasish.base.traceback_filtering import (
    disable_traceback_filtering,
    enable_traceback_filtering,
    is_traceback_filtering_enabled,
)
from kerasish.utils.printing import (
    disable_interactive_logging,
    enable_interactive_logging,
    is_interactive_logging_enabled,
)
