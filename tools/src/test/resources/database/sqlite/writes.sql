insert into categories (id, parent_id, label) values (10, 1, 'new')
---
insert into categories values (11, 1, 'a'), (12, 1, 'b')
---
insert into categories (id, label) select id + 100, title from products
---
insert into categories values (1, null, 'all') on conflict (id) do nothing
---
insert into categories as c values (1, null, 'every') on conflict (id) do update set label = excluded.label where c.label <> 'x'
---
insert into visits (customer_id, seen_at) values (3, datetime('2024-01-01'))
---
insert into changes_made default values
---
update categories set label = 'x' where id = 2
---
update categories as c set label = upper(c.label), parent_id = null where c.id in (select id from products)
---
update categories set (label, parent_id) = ('y', 1) where id = 3
---
update categories as c set label = p.title from products p where p.id = c.id
---
update main.Categories set LABEL = "label" || '!' where Categories.ID = 1
---
with customers as (select id from products where price > 10) update categories set label = 'c' where id in (select id from customers)
---
delete from categories where id = 4
---
with gone as (select id from products where price > 10) delete from categories where id in (select gone.id from gone)
---
update customers set ssn = 'NEW' where id = 1
---
insert into customers (id, name, ssn) values (99, 'New', 'VALUE')
---
update orders set remark = 'x' where region = 'EU'
---
delete from order_items
