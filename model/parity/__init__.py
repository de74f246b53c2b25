"""Hold an official checkpoint against the outputs of the official code, array by array."""
