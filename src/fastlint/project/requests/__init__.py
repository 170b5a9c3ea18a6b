"""What a request is read into: parameters, bodies, dependencies, and the models that validate them."""
