"""What each op of ONNX is here, family by family."""
