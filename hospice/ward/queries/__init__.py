"""What the ward's pages ask: few statements, however many beds there are."""
