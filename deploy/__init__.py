"""Hosting: a container, replicas behind nginx, and a rehearsal of a host."""
