"""Writes docs/gallery.md and its pictures: python -m docs.gallery"""
