"""One box over everything a person may see. Apps say what they have (kinds) and when it changed; nobody here knows what it is."""
