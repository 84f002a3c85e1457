"""Links to what is on show, and files of it."""
