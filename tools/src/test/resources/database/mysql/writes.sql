insert into shop.categories (id, parent_id, label) values (10, 1, 'new')
---
insert into shop.categories values (11, 1, 'a'), (12, 1, 'b\'c')
---
insert into shop.categories (id, label) select id + 100, title from shop.products
---
insert into shop.categories values (1, null, 'all') on duplicate key update label = values(label)
---
insert into shop.categories (id, label) values (1, 'every'), (13, 'm') on duplicate key update label = concat(values(label), '!'), parent_id = parent_id
---
insert into categories (id, parent_id) values (14, default)
---
update shop.categories set label = 'x' where id = 2
---
update shop.categories set label = 'x' where id = 2
---
update shop.categories c set label = upper(c.label), parent_id = default where c.id in (select id from shop.products)
---
update Shop.Categories set label = if(id > 2, 'big', "small"), parent_id = 1 where id between 2 and 3
---
update shop.categories set label = (select title from shop.products where id = 1) where id = 3
---
delete from shop.categories where id = 4
---
delete from shop.categories where id in (select id from shop.products where title = 'Mug')
---
delete from shop.categories where label like '%!' or label rlike '^zz' or label is null
---
update shop.customers set ssn = 'NEW' where id = 1
---
update shop.customers set phone = concat(phone, ' ext'), notes = null where region = 'EU' && id <= 2
---
insert into shop.customers (id, name, ssn) values (99, 'New', 'VALUE')
---
update shop.orders set remark = 'x', shipped_on = date_add(created_at, interval 2 day) where region = 'EU'
---
update orders set remark = 'x'
---
update orders set amount = amount * 1.1, status = 'paid' where year(created_at) = 2024 and timestampdiff(day, created_at, '2024-02-01') > 0
---
insert into visits (customer_id, email, seen_at) values (4, 'new@example.test', now()), (4, null, '2024-06-01 00:00:00')
---
delete from shop.order_items
