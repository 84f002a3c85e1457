"""The page: it checks requests, calls `ae_core` for every computation, and encodes the answers."""
