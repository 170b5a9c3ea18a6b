"""What is answered: what an endpoint promises and returns, streams, what is left to be loaded."""
