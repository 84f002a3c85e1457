"""How good a restoration can be at all, measured: `python -m benchmarks.ceiling`."""
