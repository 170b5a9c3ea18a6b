"""From diagnostics and route tables to text and JSON; a format a file. Nothing here knows rules, engine or disk."""
