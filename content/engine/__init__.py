"""Arithmetic and comparing of documents: no database."""
