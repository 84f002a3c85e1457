"""A visitor's own symbols: named sets of drawings → pictures to train and to test on."""
