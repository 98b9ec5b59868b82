"""What is done with patients' records."""
