"""What may be typed about the registry."""
