"""Rules about responses that are sent bit by bit."""
