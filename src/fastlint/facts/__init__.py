"""What one file says, unjudged: statements and expressions reduced to what the analysis can use.

Facts are strings, numbers, tuples and each other, so that they can be kept, sent to another process and compared.
"""
