"""Training: from digits to files of a model.

Servers import `worker` alone, which needs no TensorFlow.
"""
