"""What can be learnt from a trained model: its latent map, its training, what is novel to it."""
