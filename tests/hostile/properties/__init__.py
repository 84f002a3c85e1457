"""Properties that hold for any input, by Hypothesis."""
