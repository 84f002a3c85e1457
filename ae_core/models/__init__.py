"""What a model is: its row of the table, its Keras network, its files."""
