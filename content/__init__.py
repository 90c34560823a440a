"""Documents that people and machines write together: blueprints, drafting, versions, signing, and what was read in."""
