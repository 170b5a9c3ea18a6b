"""Proof that the rules are true: the bad and the good code under the real FastAPI. One file a rule, named after it."""
