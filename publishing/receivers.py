"""What follows what."""
