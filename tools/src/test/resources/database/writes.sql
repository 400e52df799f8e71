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
insert into desk.teams (id, name) values (10, 'New'), (11, 'Newer')
---
INSERT INTO desk.teams AS t (id, name, "group") VALUES (12, 'Late', DEFAULT);
---
insert into desk.teams (id, name) values (12, 'Later') on conflict (id) do update set name = excluded.name || ' ' || teams.name
---
insert into desk.teams (id, name) values (20, 'Core') on conflict (name) do nothing
---
insert into desk.teams (id, name) values (21, 'Core') on conflict (name) do update set "group" = coalesce(excluded."group", 'x') where teams.id = 1
---
insert into desk.tickets (id, title, status, priority, opened_at) values (100, 'From an agent', 'open', 3, '2024-03-01 00:00:00+00')
---
insert into desk.tickets (id, title, status, priority, opened_at, labels, custom, due, estimate, points) values (101, 'It''s full', 'doing'::desk.status, 1, now(), array['a', 'b'], '{"votes": 1}'::jsonb, current_date + 7, interval '2 hours', 8)
---
insert into desk.tickets (id, title, status, priority, opened_at) select 200 + id, 'Copy of ' || title, 'open', priority, opened_at from desk.tickets where status = 'done'
---
with late as (select id from desk.tickets where due < date '2024-02-01') insert into desk.comments (id, ticket_id, author_id, body, created_at) select 500 + id, id, null, 'late', now() from late
---
insert into desk.comments (id, ticket_id, body, created_at) values (700, 1, E'line one\nline two', timestamptz '2024-03-01 10:00+00'), (701, 1, $$quoted 'text'$$, now() - interval '1 day')
---
insert into desk.transitions values (1, 'done', 'open', '2024-03-02')
---
insert into desk.transitions (ticket_id, "from", "to", at) select id, status, 'done', now() from desk.tickets where status <> 'done' and id < 10
---
insert into shop.order_items (order_id, product_id, quantity) values (2, 1, 5)
---
insert into shop.order_items (order_id, product_id, quantity) values (1, 1, 2) on conflict (order_id, product_id) do update set quantity = order_items.quantity + excluded.quantity
---
insert into shop."Odd Name" (id, "Mixed Case", "select") values (7, 'a', 'b')
---
insert into shop.products (id, title, price, attributes) values (50, 'Pan', 19.99, jsonb_build_object('watt', 100, 'tags', jsonb_build_array(1, 2)))
---
insert into shop.ledger values (60, 'EU', 1.5, 'x'), (61, 'US', 2, null)
---
update desk.tickets set status = 'done', closed_at = now() where id = 2
---
UPDATE desk.tickets AS t SET priority = t.priority - 1 WHERE t.priority > 1 AND t.status IN ('open', 'doing')
---
update desk.tickets set labels = array_append(labels, 'triaged') where not ('triaged' = any (labels))
---
update desk.tickets set custom = coalesce(custom, '{}'::jsonb) || '{"seen": true}' where custom is null or not custom ? 'seen'
---
update desk.tickets set custom = jsonb_set(custom, '{votes}', to_jsonb((custom ->> 'votes')::int + 1)) where custom ? 'votes'
---
update desk.tickets set title = regexp_replace(title, '^Export', 'Download') where title ~ '^Export'
---
update desk.tickets t set assignee_id = p.id from desk.people p where p.name = 'Ole' and t.assignee_id is null
---
update desk.tickets set points = sub.n from (select ticket_id, count(*)::int as n from desk.comments group by ticket_id) as sub where sub.ticket_id = tickets.id
---
update desk.tickets set (priority, due) = (2, date '2024-04-01') where id = 3
---
update desk.tickets set (priority, points) = (select max(priority), 3 from desk.tickets) where id = 4
---
update desk.tickets set estimate = null, due = due + 1 where due is not null
---
update desk.tickets set priority = case when due < date '2024-02-01' then 1 else priority end
---
update desk.tickets t set parent_id = null where exists (select 1 from desk.tickets p where p.id = t.parent_id and p.status = 'done')
---
with busiest as (select assignee_id, count(*) n from desk.tickets group by 1 order by 2 desc limit 1) update desk.tickets set assignee_id = null from busiest where busiest.assignee_id = tickets.assignee_id
---
update desk.teams set name = initcap(name), "group" = default
---
update shop.orders set status = 'cancelled' where status = 'new' and created_at < timestamptz '2024-02-01'
---
update shop.products set price = round(price * 1.1, 2), tags = tags || '{sale}'::text[] where 'kitchen' = any (tags)
---
update shop.products p set price = p.price - 1 where p.id in (select product_id from shop.order_items group by product_id having sum(quantity) > 2)
---
update shop.customers set region = 'EU' where region is null
---
update shop.customers set notes = 'vip' where id in (select customer_id from shop.orders group by 1 having count(*) > 1)
---
update shop.vip_customers set tier = 'silver' where tier = 'gold'
---
update shop.ledger set memo = 'checked' where amount > 1
---
update shop.accounts set opened = date '2020-01-02' where id = 1
---
delete from desk.comments where created_at < '2024-01-03' and ticket_id = 1
---
DELETE FROM desk.comments AS c USING desk.tickets t WHERE t.id = c.ticket_id AND t.status = 'done'
---
delete from desk.transitions where "to" = 'done' and at > '2024-01-04'
---
with old as (select id from desk.tickets where title like 'Copy of %') delete from desk.tickets where id in (select id from old)
---
delete from desk.tickets t where not exists (select 1 from desk.comments c where c.ticket_id = t.id) and t.parent_id is null and t.id >= 100
---
delete from shop.order_items where (order_id, product_id) in (values (2, 1), (9, 9))
---
delete from shop.ledger_us where id = 61
---
delete from shop."Odd Name" where "Mixed Case" = 'a'
---
merge into shop.categories c using shop.products p on c.id = p.id when matched then update set label = p.title when not matched then insert (id, parent_id, label) values (p.id, null, p.title)
---
MERGE INTO shop.categories AS c USING (SELECT id, upper(title) AS title FROM shop.products WHERE price > 10) AS p ON c.id = p.id WHEN MATCHED AND c.label <> p.title THEN UPDATE SET label = p.title, parent_id = DEFAULT WHEN MATCHED THEN DO NOTHING WHEN NOT MATCHED THEN INSERT VALUES (p.id, DEFAULT, p.title)
---
with p as (select id from shop.products) merge into categories using p on categories.id = p.id when matched then delete
