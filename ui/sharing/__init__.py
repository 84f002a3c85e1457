"""Links to the current digit with its settings, and files of it: PNG, JSON, GIF."""
