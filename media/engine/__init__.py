"""Arithmetic of pictures and data: no database."""
