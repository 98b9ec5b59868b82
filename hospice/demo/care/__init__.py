"""Three years of patients, transfers and stays: what happened in the demo's units, event by event, from a seed."""
