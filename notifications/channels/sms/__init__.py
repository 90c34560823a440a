"""SMS: by BulkSMS and Clickatell, who are at home here, and by Twilio."""
