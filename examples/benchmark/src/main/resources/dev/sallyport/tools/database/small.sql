select id, name, email, ssn from shop.customers where region = 'EU' order by name limit 20
