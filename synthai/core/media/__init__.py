"""Large files and what becomes of them: uploads in pieces, signed links, pictures, films and captions.

Nothing here knows what a file is for. An app keeps its own rows, and asks for uploads (`uploads`), links (`links`),
renditions of pictures (`pictures`) and films (`films`), and captions (`captions`). docs/courses-media.md tells how.
"""
