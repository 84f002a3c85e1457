"""The hostile requests of `benchmarks.fuzz`."""
