"""Show what is waiting to be rendered, and when it will be done."""
