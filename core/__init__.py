"""Odoo-free rules of official document management.

Bytes and frozen dataclasses go in and come out. Nothing here imports Odoo, reads the
clock or knows a database; models and ``bin/edoc`` call it.
"""
