"""Transfers: who needs which place, who was asked, what they answered, and what became of it."""
