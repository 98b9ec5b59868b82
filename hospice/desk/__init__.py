"""今日: what awaits the person who signed in, most urgent first."""
