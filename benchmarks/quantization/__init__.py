"""What int8 and LoRA keep and save: python -m benchmarks quantization."""
