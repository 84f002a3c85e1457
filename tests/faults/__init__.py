"""Faults that really happen, made to happen: after each, the last good state is there, the message
names cause and remedy, and the rest works.

Some faults are tested elsewhere: kill -9 in the middle of a training in
`ae_core/training/test_resume.py`; weights cut short, with one flipped bit, or another model's in
`ae_core/models/test_store.py`; the same of MNIST's file in `ae_core/data/test_datasets.py`; models
lost while the page runs in `browser/test_faults.py`.
"""
