"""What each command does, as functions with keyword arguments that a Python program can call as well."""
