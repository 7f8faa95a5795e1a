"""How often the alerts on unevenness are wrong, and how soon they are right."""
