"""Show the project over time: regions, takes, phrases and emotion lanes, and let lanes be drawn."""
