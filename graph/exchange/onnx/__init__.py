"""ONNX: models written (`writing`) and read (`reading`)."""
