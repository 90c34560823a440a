"""Mail: by SMTP as Django is set up, by SendGrid, by Amazon SES."""
