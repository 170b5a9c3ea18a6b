"""Models and tables: their fields, and what FastAPI asks of a type."""
