"""Prices from the terminal: files in, files out, no database. `python manage.py pricing --help`; docs/terminal.md.

The command (pricing/management/commands/pricing.py) parses the words; the verbs are in verbs.py.
"""
