"""From intent to text: the only part, with the syntax fallback in `source`, that knows LibCST."""
