"""The parts of the design system that Python draws: marks in rows and form fields (tags: `components`)."""
