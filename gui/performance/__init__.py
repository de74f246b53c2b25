"""Show and change how the chosen lines are performed."""
