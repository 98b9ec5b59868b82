"""How fast the running product answers, beside a floor measured in the same run."""
