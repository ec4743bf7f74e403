    principal_name, objective, discussion, next_step, product, follow_up_date
