"""The synthetic province: generated from a seed on real divisions and real hospital names, and marked as such."""
