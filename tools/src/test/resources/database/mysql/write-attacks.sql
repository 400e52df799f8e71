select 1
---
drop table shop.categories
---
truncate shop.categories
---
replace into shop.categories values (1, null, 'x')
---
insert ignore into shop.categories values (1, null, 'x')
---
insert into shop.categories set id = 70
---
insert delayed into shop.categories values (70, null, 'x')
---
load data local infile '/etc/passwd' into table shop.categories
---
update shop.customers set notes = ssn
---
update shop.customers set notes = 'x' where ssn like 'J%'
---
update shop.customers c set notes = concat(c.ssn)
---
update shop.customers set notes = 'x' order by ssn limit 1
---
delete from shop.customers order by ssn limit 1
---
update shop.products p, shop.customers c set p.title = c.ssn where c.id = p.id
---
update shop.products p join shop.customers c on c.id = p.id set p.title = c.ssn
---
delete p from shop.products p join shop.customers c on c.id = p.id
---
delete from p using shop.products p join shop.customers c on c.id = p.id
---
update shop.products set title = (select ssn from shop.customers where id = 1)
---
update shop.products set title = (select tax_number from shop.contacts where id = 1)
---
update shop.products set title = (select t from shop.contacts_again limit 1)
---
update shop.products set title = (select one from shop.pairs limit 1)
---
insert into shop.categories (id, label) select id + 50, ssn from shop.customers
---
insert into shop.categories (id, label) select id + 50, name from shop.customers where ssn is not null
---
insert into shop.categories (id, label) select id + 50, name as ssn from shop.customers having customers.ssn like 'J%'
---
insert into shop.categories (id, label) select 50, x.s from (select card_number as s from shop.customers) x
---
insert into shop.customers (id, name, ssn) values (98, 'x', 'JQXW-KVZB-7731') on duplicate key update notes = 'taken'
---
insert into shop.customers (id, name) values (1, 'x') on duplicate key update notes = ssn
---
insert into shop.customers (id, name) values (1, 'x') on duplicate key update ssn = values(ssn)
---
delete from shop.customers where ssn = 'JQXW-KVZB-7731'
---
delete from shop.categories where id = 1 returning *
---
insert into shop.categories values (60, null, 'x') returning id
---
update shop.customers set ssn = '⟦masked:redact⟧' where id = 1
---
update shop.customers set email = "⟦masked:token:ghijkl⟧" where id = 1
---
update shop.orders set region = 'EU'
---
insert into shop.orders values (9, 1, 'US', 'new', 1, now(), null, null)
---
update shop.contacts set name = 'x'
---
update shop.ledger set note = 'x'
---
delete from shop.ledger
---
insert into shop.ledger values (9, 'x')
---
update shop.categories set label = shop.steal()
---
update shop.categories set label = steal()
---
update shop.categories set label = load_file('/etc/passwd')
---
update shop.categories set label = @@version
---
update shop.categories set id = (@a := 1)
---
update shop.categories set id = last_insert_id(id + 1)
---
delete from mysql.user
---
update information_schema.tables set table_name = 'x'
---
update hr.employees set salary = 1
---
update shop.categories set label = (select name from hr.employees limit 1)
---
update shop.categories set label = 'x'; delete from shop.products
---
update shop.categories set label = 'x' /*! , parent_id = 1 */
---
delete from shop.categories where exists (select 1 from shop.customers where card_number like 'G%')
---
update shop.visits set email = lower(email)
---
update low_priority shop.categories set label = 'x'
---
delete quick from shop.categories
---
delete from shop.categories partition (p0)
---
update shop.categories set label = 'x' where sleep(5)
---
set @a = 1
