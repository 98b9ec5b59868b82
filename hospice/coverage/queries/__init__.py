"""What coverage asks of the registry: facts, versions, and what a county's page tells beside the figures."""
