"""Hand-ins: written, handed in, marked, and what follows."""
