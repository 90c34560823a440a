"""Single sign-on of organisations: between allauth's machinery and our providers."""
