"""Models of Pydantic and SQLModel: what was removed, and how they are read and written."""
