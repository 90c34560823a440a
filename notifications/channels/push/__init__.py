"""Push to the mobile app."""
