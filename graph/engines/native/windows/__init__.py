"""Reductions over windows of images, and the choices that their gradients need."""
