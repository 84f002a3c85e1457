"""Networks that visitors train: choices, queue, worker, progress, and the store of the networks."""
