insert into categories (id, parent_id, label) values (10, 1, 'new')
---
insert into categories values (11, 1, 'a'), (12, 1, default)
---
insert into categories (id, label) select id + 100, title from products
---
insert into categories (id, label) with big as (select id, title from products where price > 10) select id + 200, title from big
---
insert into visits (customer_id, seen_at) values (3, timestamp '2024-01-01 00:00:00')
---
update categories set label = 'x' where id = 2
---
update categories c set label = upper(c.label), parent_id = default where c.id in (select id from products)
---
update categories as c set label = (select p.title from products p where p.id = c.id) where c.id < 4
---
update categories set (label, parent_id) = ('y', 1) where id = 3
---
update public.Categories set LABEL = "LABEL" || '!' where Categories.ID = 1
---
delete from categories where id = 4
---
delete from categories c where c.id in (select id + 100 from products where price > 40)
---
delete from categories where id in (select x from system_range(10, 12))
---
update customers set ssn = 'NEW' where id = 1
---
insert into customers (id, name, ssn) values (99, 'New', 'VALUE')
---
update orders set remark = 'x' where region = 'EU'
---
update orders set status = 'shipped', amount = amount + 1 where id = 2
---
delete from order_items
