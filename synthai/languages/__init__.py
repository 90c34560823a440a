"""The site in more languages than English: catalogues collected from the sources, held against them and compiled.

Babel does the work, so nothing of this is imported by the site itself: `bin/languages` and tests use it. Which languages there are
stands in locale/languages.toml and is read by `synthai.settings.languages`.
"""
