"""What the registry's codes are called and what makes an identifier sound. Pure: no database, no web."""
