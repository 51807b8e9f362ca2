"""The operations: primitives, one class each, and compositions of them."""
