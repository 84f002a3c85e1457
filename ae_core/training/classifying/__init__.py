"""What a classifier needs to know its doubts: its examples, its calibration, its scores."""
