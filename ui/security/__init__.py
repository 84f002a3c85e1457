"""What may come in, how much and how often."""
