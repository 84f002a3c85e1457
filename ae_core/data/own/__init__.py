"""Data sets of one's own: files and folders → digits. `reading` reads any of them."""
