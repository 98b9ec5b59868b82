"""The registry: institutions, care units, beds, designations, and what contradicts what."""
