"""What several benchmarks share: visitors, servers to compare with, measurements."""
