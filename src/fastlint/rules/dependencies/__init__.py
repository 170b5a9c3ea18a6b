"""Dependencies: what is declared wrongly, cleaned up too late or not at all, shared or held for too long."""
