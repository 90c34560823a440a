"""Marketing texts: channels with their limits, tones, patterns that write from facts, and words that are never used. No database."""
