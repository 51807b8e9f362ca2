"""What is here of Keras' surface: python -m docs.coverage writes coverage.md."""
