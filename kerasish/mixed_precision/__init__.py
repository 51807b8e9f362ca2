"""Mixed precision under its older names: policies, and the optimizer for float16."""

from kerasish.base.dtype_policy import (
    DTypePolicy,
    dtype_policy,
    set_dtype_policy,
)
from kerasish.optimizers.loss_scale_optimizer import LossScaleOptimizer

Policy = DTypePolicy
global_policy = dtype_policy
set_global_policy = set_dtype_policy
