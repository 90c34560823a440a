"""Version of the engine, stored with every run. Raise it when a price could come out differently."""

VERSION = "1.0.0"
