"""fastlint, a linter that understands FastAPI."""

__version__ = "0.1.0"
