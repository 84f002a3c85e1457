"""Looking into a trained model: its latent map, its training replayed, its error on non-digits."""
