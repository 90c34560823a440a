"""Search in people's hands: the page, the box of every page, the palette, the public page and the API."""
