"""What requests may reach the app, how large and how often."""
