"""Where pictures come from: MNIST, pen strokes, photographs, built-in drawings."""
