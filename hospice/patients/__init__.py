"""Patients of the network: who they are, whom to call, what they wish, how they are over time."""
