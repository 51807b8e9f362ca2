"""Windows that move over axes: pooling and patches."""
