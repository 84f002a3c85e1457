"""Networks that visitors train: the queue, the worker, and where the networks are kept."""
