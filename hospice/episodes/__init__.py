"""Episodes of care: who lies where and from when to when, which bed waits for whom."""
