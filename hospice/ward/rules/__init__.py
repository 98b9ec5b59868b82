"""How the ward's facts read: durations, days to come, and what a bed's tile says. Pure: no database, no web."""
