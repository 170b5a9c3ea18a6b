"""SQLAlchemy and SQLModel: sessions, queries, models and what they do under FastAPI."""
