"""What several benchmarks share: pages to compare with, tables, measurements of a process."""
