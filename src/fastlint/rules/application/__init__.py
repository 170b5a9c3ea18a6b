"""What surrounds the routes of an application: middleware, exception handlers, lifespans and `app.state`."""
