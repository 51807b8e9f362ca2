"""Several tensors become one."""
