"""Sources of pictures: MNIST, pen strokes, photographs, built-in drawings."""
