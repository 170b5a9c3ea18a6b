"""What stalls the event loop, or misuses it: blocking calls at any depth, coroutines, tasks and threads."""
