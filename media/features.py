"""What plans differ in, of the media library. Declared at the start; asked for in services."""
