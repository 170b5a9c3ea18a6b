"""What runs on the event loop and what in threads, what blocks there, and what has nothing to wait for."""
