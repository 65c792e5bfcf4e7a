"""Signing many files with one PIN, in processes that hold the token's session."""
