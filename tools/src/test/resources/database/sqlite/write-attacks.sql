select 1
---
drop table categories
---
replace into categories values (1, 1, 'x')
---
insert or replace into categories values (1, 1, 'x')
---
insert or ignore into categories values (1, 1, 'x')
---
update or replace categories set id = 1
---
update customers set notes = ssn
---
update customers set notes = "ssn"
---
update customers set notes = SSN
---
update customers set notes = 'x' where ssn like 'J%'
---
update customers as c set notes = c.ssn
---
update customers set notes = (select ssn)
---
update customers set notes = (select ssn from (select 1 as x))
---
update customers set notes = (select x from (select ssn as x))
---
update customers set notes = (select id as ssn where ssn is not null)
---
update customers set notes = main.customers.ssn
---
update customers set name = 'x' from (select ssn from customers) s
---
update products as p set title = c.ssn from customers c where c.id = p.id
---
update products set title = (select ssn from customers where id = 1)
---
update products set title = (select group_concat(value) from customers, json_each(json_array(ssn)))
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
insert into categories select id, id, email from visits join customers using (email)
---
insert into categories (id, label) select id + 50, name from customers where ssn is not null
---
insert into categories (id, label) select 50, x.s from (select card_number as s from customers) x
---
insert into customers (id, name, ssn) values (98, 'x', 'JQXW-KVZB-7731') on conflict (ssn) do nothing
---
insert into customers (id, name, ssn) values (98, 'x', 'JQXW-KVZB-7731') on conflict do nothing
---
insert into customers (id, name) values (1, 'x') on conflict (id) do update set notes = customers.ssn
---
insert into customers (id, name) values (1, 'x') on conflict (id) do update set notes = ssn
---
delete from customers where ssn = 'JQXW-KVZB-7731'
---
delete from categories where id = 1 returning *
---
update customers set notes = 'x' where id = 1 returning ssn
---
insert into categories values (60, null, 'x') returning id
---
update customers set ssn = '⟦masked:redact⟧' where id = 1
---
update customers set email = '⟦masked:token:ghijkl⟧' where id = 1
---
update orders set region = 'EU'
---
insert into orders (id, region, status, amount, created_at) values (9, 'US', 'new', 1, '2024-01-01')
---
update contacts set name = 'x'
---
insert into contacts values (1, 'a', 'b', 'c')
---
update categories set label = load_extension('x')
---
update categories set id = rowid
---
update sqlite_schema set sql = 'x'
---
delete from sqlite_sequence
---
insert into papers values ('x')
---
update employees set salary = 1
---
update categories set label = (select name from employees limit 1)
---
with d as (delete from products returning *) update categories set label = 'x'
---
update categories set label = 'x'; delete from products
---
delete from categories where exists (select 1 from customers where card_number like 'G%')
---
update visits set email = lower(email)
---
update categories as c set label = v.email from visits v
---
update categories indexed by x set label = 'x'
---
delete from categories order by id limit 1
---
pragma foreign_keys = off
