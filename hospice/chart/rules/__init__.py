"""What is computed for the pages of a patient: pure."""
