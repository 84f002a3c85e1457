"""A model as programs to take home: Keras scripts, notebooks, and lines that run LiteRT files."""
