"""What a body says, read from its facts alone: nothing is executed, and no name is resolved."""
