"""The page: a stage on which a digit is corrupted and restored, and the words around it.

Everything that computes is in `ae_core`; in here values are read, checked and shown.
"""
