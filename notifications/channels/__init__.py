"""Ways to reach a person, a folder for each channel, a module for each provider of it."""
