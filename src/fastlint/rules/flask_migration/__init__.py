"""What is left of Flask in a program that was ported to FastAPI."""
