"""Databases, resources, and the state of the process."""
