"""Scans: their words and places, what they propose, and where one document ends."""
