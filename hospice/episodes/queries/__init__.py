"""What is asked about beds and stays."""
