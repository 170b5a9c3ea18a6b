"""The abstract interpreter: values, calls and contexts, and what is known of a way that was taken."""
