"""What is done with accounts: signing in, passwords, opening and closing, grants."""
