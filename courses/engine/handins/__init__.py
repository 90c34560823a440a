"""What assignments ask for and what hand-ins earn: no database, no request, no clock of its own."""
