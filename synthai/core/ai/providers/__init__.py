"""One module a provider's API: `openai_chat` (OpenAI and every address that speaks as it does), `anthropic_messages`."""
