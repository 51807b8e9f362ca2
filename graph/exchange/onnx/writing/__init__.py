"""Graphs as ONNX models: see `onnx_model`."""
