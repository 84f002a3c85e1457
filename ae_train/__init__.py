"""The command line of training: what is typed, what is shown, what is kept. `cli` is its door."""
