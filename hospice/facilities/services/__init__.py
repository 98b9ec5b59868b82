"""What is done in the registry: one verb per function, session in, event out; nothing here commits."""
