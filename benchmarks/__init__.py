"""Timings. Run: python -m benchmarks [name ...]"""
