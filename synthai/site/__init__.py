"""The shell around the apps: home page, style guide, error pages, navigation. Composition: it may see every app."""
