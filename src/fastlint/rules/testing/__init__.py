"""Tests: overrides, clients, event loops, and what a test does not do although it seems to."""
