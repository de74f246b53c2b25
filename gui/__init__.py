"""The top of the house: what a person meets, the window and the command line."""
