    title, description, contact_name, contact_phone, contact_email, expected_value, currency, status, follow_up_date
