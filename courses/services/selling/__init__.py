"""Courses sold to people outside: offers, purchases, guests. Money and papers are billing's."""
