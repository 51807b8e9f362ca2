"""The layout of Keras 3: a place for each object, variables by number."""
