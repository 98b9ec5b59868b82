"""Rules that are data: goals with their document, and every configurable value with its source and standing."""
