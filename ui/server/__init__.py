"""The server: connections, health, the MNIST download, temporary files and shutdown."""
