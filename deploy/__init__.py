"""Hosting: a container, several servers behind nginx, and a rehearsal of it all."""
