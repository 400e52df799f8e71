select 1
---
drop table shop.categories
---
truncate shop.categories
---
update shop.customers set notes = ssn
---
update shop.customers set notes = 'x' where ssn like 'J%'
---
update shop.customers c set notes = row_to_json(c)::text
---
update shop.customers c set notes = c::text
---
update shop.customers set name = 'x' from (select ssn from shop.customers) s
---
update shop.products p set title = c.ssn from shop.customers c where c.id = p.id
---
update shop.products set title = (select ssn from shop.customers where id = 1)
---
update shop.products set title = (select tax_number from shop.contacts where id = 1)
---
update shop.products set title = (select t from shop.contacts_again limit 1)
---
update shop.products set title = (select pan from shop.cards limit 1)
---
insert into shop.categories (id, label) select id + 50, ssn from shop.customers
---
insert into shop.categories (id, label) select id + 50, name from shop.customers where ssn is not null
---
insert into shop.categories (id, label) select 50, x.s from (select card_number as s from shop.customers) x
---
insert into shop.customers (id, name, ssn) values (98, 'x', 'JQXW-KVZB-7731') on conflict (ssn) do nothing
---
insert into shop.customers (id, name, ssn) values (98, 'x', 'JQXW-KVZB-7731') on conflict do nothing
---
insert into shop.customers (id, name) values (1, 'x') on conflict (id) do update set notes = customers.ssn
---
delete from shop.customers where ssn = 'JQXW-KVZB-7731'
---
delete from shop.products p using shop.customers c where c.ssn like 'J%' and p.id = c.id
---
delete from shop.categories where id = 1 returning *
---
update shop.customers set notes = 'x' where id = 1 returning ssn
---
insert into shop.categories values (60, null, 'x') returning id
---
update shop.customers set ssn = '⟦masked:redact⟧' where id = 1
---
update shop.customers set email = '⟦masked:token:ghijkl⟧' where id = 1
---
update shop.orders set region = 'EU'
---
insert into shop.orders values (9, 1, 'US', 'new', 1, now())
---
update shop.contacts set name = 'x'
---
update only shop.visits set email = 'x'
---
update shop.categories set label = shop.steal()
---
update shop.categories set label = pg_read_file('/etc/passwd')
---
update shop.categories set id = nextval('shop.counter')
---
delete from pg_catalog.pg_class
---
update hr.employees set salary = 1
---
update shop.categories set label = (select name from hr.employees limit 1)
---
update shop.categories set label = 'x' where current of c
---
with d as (delete from shop.products returning *) update shop.categories set label = 'x'
---
update shop.categories set label = 'x'; delete from shop.products
---
delete from shop.categories where exists (select 1 from shop.customers where card_number like 'G%')
---
update shop.visits_2024 set email = lower(email)
---
update shop.categories c set label = v.email from shop.visits v
---
merge into shop.categories c using shop.customers s on c.label = s.ssn when matched then delete
---
merge into shop.categories c using shop.customers s on c.id = s.id when matched and s.ssn like 'J%' then update set label = 'hit'
---
merge into shop.categories c using shop.customers s on c.id = s.id when not matched then insert values (s.id, 1, s.card_number)
---
merge into shop.customers c using shop.categories s on c.id = s.id when matched then update set notes = c.ssn
---
merge into shop.customers c using shop.categories s on c.id = s.id when matched then update set notes = (select ssn from shop.customers limit 1)
---
merge into shop.orders o using shop.categories s on o.id = s.id when matched then delete
---
merge into shop.contacts c using shop.categories s on c.id = s.id when matched then delete
---
merge into only shop.categories c using shop.products p on c.id = p.id when matched then delete
---
merge into shop.categories c using shop.products p on c.id = p.id when matched then update set label = pg_read_file('/etc/passwd')
---
merge into shop.categories c using (delete from shop.products returning *) p on c.id = p.id when matched then delete
---
merge into shop.categories c using shop.products p on c.id = p.id when matched then delete returning *
---
merge into hr.employees e using shop.products p on e.id = p.id when matched then delete
---
merge into shop.categories c using hr.employees e on c.id = e.id when not matched then insert values (e.id, 1, e.ssn)
---
merge into shop.categories c using shop.products p on c.id = p.id
---
merge into shop.categories c using shop.products p on c.id = p.id when matched then truncate shop.orders
---
merge into shop.categories c using shop.sneaky s on true when matched then update set label = s.loot
