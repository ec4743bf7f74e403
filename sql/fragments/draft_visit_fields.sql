    customer_name, date_range, location, interaction_type, shared_with, shared_emails, status
