select 1
---
drop table categories
---
truncate table categories
---
merge into categories key (id) values (1, 1, 'x')
---
merge into categories c using products p on c.id = p.id when matched then delete
---
replace into categories values (1, 1, 'x')
---
update customers set notes = ssn
---
update customers set notes = "ssn"
---
update customers set notes = "SSN"
---
update customers set notes = 'x' where ssn like 'J%'
---
update customers c set notes = c.ssn
---
update customers set notes = (select ssn)
---
update customers set notes = (select ssn from (select 1 as x))
---
update customers set notes = (select x from (select customers.ssn as x))
---
update customers set notes = (select ssn from mixed)
---
update customers set notes = (select "ssn" from "small")
---
update customers set notes = public.customers.ssn
---
update customers set (notes, name) = (ssn, email)
---
update products set title = (select ssn from customers where id = 1)
---
update products set title = (select listagg(ssn) from customers)
---
update products set title = (select tax_number from contacts where id = 1)
---
update products set title = (select t from contacts_again limit 1)
---
update products set title = (select s from listed limit 1)
---
insert into categories (id, label) select id + 50, ssn from customers
---
insert into categories (id, label) select * from (select id + 50, ssn from customers)
---
insert into categories select customers.id, 1, email from visits join customers using (email)
---
insert into categories (id, label) select id + 50, name from customers where ssn is not null
---
insert into categories (id, label) with c as (select id, ssn from customers) select id + 50, ssn from c
---
insert into customers (id, name, ssn) values (98, 'x', 'JQXW-KVZB-7731') on conflict do nothing
---
insert into customers (id, name) values (1, 'x') on duplicate key update notes = ssn
---
delete from customers where ssn = 'JQXW-KVZB-7731'
---
delete from categories where id = 1 returning *
---
select * from final table (delete from categories)
---
insert into categories select id + 60, id, label from final table (update categories set label = 'x')
---
insert into categories values (60, null, 'x') returning id
---
update customers set ssn = '⟦masked:redact⟧' where id = 1
---
update customers set email = '⟦masked:token:ghijkl⟧' where id = 1
---
update orders set region = 'EU'
---
insert into orders (id, region, status, amount, created_at) values (9, 'US', 'new', 1, now())
---
update contacts set name = 'x'
---
insert into contacts values (1, 'a', 'b', 'c')
---
update categories set label = steal()
---
update categories set label = file_read('/etc/passwd')
---
update categories set id = nextval('counter')
---
update categories set id = next value for counter
---
update categories set id = counter.nextval
---
update categories set label = secret
---
update information_schema.settings set setting_value = 'x'
---
insert into "small" values (2, 'x')
---
insert into people (id, name) values (97, 'x')
---
update hr.employees set salary = 1
---
update categories set label = (select name from hr.employees limit 1)
---
update categories set label = 'x'; delete from products
---
delete from categories where exists (select 1 from customers where card_number like 'G%')
---
update visits set email = lower(email)
---
update categories c set label = (select v.email from visits v where v.customer_id = c.id)
---
delete from categories fetch first 1 row only
---
delete from categories limit 1
---
update categories set label = current_user
---
set mode mysql
---
call steal()
