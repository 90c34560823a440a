"""Blueprints: documents before they are filled in, as plain data. Fields say what may be asked, blocks what stands on the paper.

`reading` takes them from TOML or JSON, strictly; `fields` and `answering` turn what people type into facts; `asking` finds what is still to
be asked; `composing` writes the Paper; `linting` finds what would go wrong. Nothing here knows an organisation, a library or a database.
"""
