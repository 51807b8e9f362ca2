"""Reading and writing at indices: gather, scatter, masks, one-hot."""
