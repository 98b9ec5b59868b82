"""What is asked about patients."""
