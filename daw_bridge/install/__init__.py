"""Put our scripts into a DAW's own folders, and take away exactly what was put there."""
