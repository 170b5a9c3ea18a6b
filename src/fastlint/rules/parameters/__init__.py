"""Parameters of endpoints and dependencies: where FastAPI takes a value from, and what it makes of it."""
