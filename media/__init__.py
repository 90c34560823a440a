"""Pictures, films, sounds and files of an organisation, kept once and shown in many places."""
