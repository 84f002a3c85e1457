"""Sources of pictures: data sets, pen strokes, photographs, built-in drawings."""
