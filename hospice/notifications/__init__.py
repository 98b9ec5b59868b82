"""Messages: written with the fact, delivered afterwards, shown once; nothing in them identifies a patient."""
