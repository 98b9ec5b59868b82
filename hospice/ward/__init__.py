"""The ward at work: every bed on one screen, who waits for one, and what is done at the bed."""
