"""What older Keras wrote, made today's: configs and weights."""
