insert into shop.categories (id, parent_id, label) values (10, 1, 'new')
---
insert into shop.categories values (11, 1, 'a'), (12, 1, 'b')
---
insert into shop.categories (id, label) select id + 100, title from shop.products
---
insert into shop.categories values (1, null, 'all') on conflict (id) do nothing
---
insert into shop.categories as c values (1, null, 'every') on conflict (id) do update set label = excluded.label where c.label <> 'x'
---
update shop.categories set label = 'x' where id = 2
---
update shop.categories c set label = upper(c.label), parent_id = default where c.id in (select id from shop.products)
---
update shop.categories set (label, parent_id) = ('y', 1) where id = 3
---
update shop.categories c set label = p.title from shop.products p where p.id = c.id
---
delete from shop.categories where id = 4
---
delete from shop.categories c using shop.products p where c.id = p.id and p.title = 'Mug'
---
with gone as (select id from shop.products where price > 10) delete from shop.categories where id in (select id from gone)
---
update shop.customers set ssn = 'NEW' where id = 1
---
insert into shop.customers (id, name, ssn) values (99, 'New', 'VALUE')
---
update shop.orders set remark = 'x' where region = 'EU'
---
update orders set remark = 'x'
---
delete from shop.order_items
---
merge into shop.categories c using shop.products p on c.id = p.id when matched then update set label = p.title when not matched then insert (id, parent_id, label) values (p.id, null, p.title)
---
MERGE INTO shop.categories AS c USING (SELECT id, upper(title) AS title FROM shop.products WHERE price > 10) AS p ON c.id = p.id WHEN MATCHED AND c.label <> p.title THEN UPDATE SET label = p.title, parent_id = DEFAULT WHEN MATCHED THEN DO NOTHING WHEN NOT MATCHED BY TARGET THEN INSERT VALUES (p.id, DEFAULT, p.title)
---
with p as (select id from shop.products) merge into categories using p on categories.id = p.id when matched then delete
