"""Tests and their fixtures, executed only when a rule asks for them."""
