"""Parties outside that publishing asks."""
