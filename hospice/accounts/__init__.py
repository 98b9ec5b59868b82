"""People who sign in, and the grants that say what they are, where."""
