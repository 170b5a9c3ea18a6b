"""Applications, routers and routes, and what surrounds them: middleware, handlers, lifespan, WebSockets."""
