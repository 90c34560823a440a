"""The library by GraphQL: reading alone, by the same door, permissions and limits as the REST addresses."""
