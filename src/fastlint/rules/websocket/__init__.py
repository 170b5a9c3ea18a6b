"""WebSocket endpoints: connections that are never accepted, never cleaned up, or not guarded as the author thinks."""
