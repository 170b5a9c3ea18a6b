"""Rules about what endpoints return, and what FastAPI makes of it."""
