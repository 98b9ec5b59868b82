"""The ground: database, clock, events, configuration, languages. No word of the field stands here."""
