"""What is asked for the pages of patients."""
