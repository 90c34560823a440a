"""SynthAI: the business platform for South African small businesses."""
