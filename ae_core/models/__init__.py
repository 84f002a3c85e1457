"""Models: the table of what is on offer, how each is built in Keras, and its files."""
