"""What is asked of the registry: the scope first."""
