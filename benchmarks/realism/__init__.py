"""How much pictures that a decoder makes up look like digits: the parts of `benchmarks.between`."""
