"""The server's life: its connections, health, temporary files and end."""
