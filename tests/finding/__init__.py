"""What of the whole house search finds, and for whom."""
