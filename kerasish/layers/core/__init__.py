"""Dense layers, embeddings, inputs, functions as layers."""
