"""Rules about routes and routers: what is registered, where, in which order."""
