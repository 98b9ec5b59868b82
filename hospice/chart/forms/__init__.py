"""What may be typed about a patient."""
