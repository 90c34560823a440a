"""What happened to files of the library."""
