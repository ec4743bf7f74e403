    departments, principals, persons
