"""What may be typed about transfers."""
