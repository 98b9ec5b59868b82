"""What makes an identity sound, how much of it is shown, code lists and clinical scores. Pure: no database, no web."""
