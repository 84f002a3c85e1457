"""Photographs of digits on paper, and what is read of them: `python -m benchmarks.way_in`."""
