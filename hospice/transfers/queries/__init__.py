"""What is asked about transfers."""
