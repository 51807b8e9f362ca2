"""What graphs are made of: tensors, variables, ops, specs, traces, errors."""
