"""What models are trained on: arrays and generators behind one contract of batches."""
