"""Show every take of a line: compare, choose, drag out, ask for more."""
