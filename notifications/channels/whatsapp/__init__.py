"""WhatsApp: straight from Meta's Cloud API, or through Twilio."""
