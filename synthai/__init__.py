"""SynthAI: the business platform for South African small businesses."""

import gc

# Importing SynthAI makes objects by the hundred thousand that stay. With Python's own numbers the collector looks through them again
# and again: a quarter of the time in which each process starts.
gc.set_threshold(50_000, 20, 20)
