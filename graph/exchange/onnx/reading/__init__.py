"""ONNX models as functions of tensors: see `onnx_function`."""
