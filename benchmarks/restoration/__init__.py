"""The parts of `benchmarks.quality`: methods, scores, tables and the figure."""
