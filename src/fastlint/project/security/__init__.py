"""Where the text of a client arrives unchecked."""
