"""What the image models share: arguments, inputs, blocks, weight files."""
