"""Coverage of the plan's goals: what counts, what is missing, and why."""
