select 1
---
select 1;
---
select * from customers order by id
---
select id, name from public.customers order by id
---
SELECT c.id, c.name AS "CUSTOMER NAME" FROM customers AS c WHERE c.region = 'EU' ORDER BY c.name DESC
---
SELECT ID, Name FROM CUSTOMERS order by "ID"
---
select "ID", Customers."REGION" from "CUSTOMERS" order by "ID"
---
select count(*) from orders
---
select count(*), sum(amount), avg(amount), min(created_at), max(created_at) from orders
---
select status, count(*) as n from orders group by status order by n desc, status
---
select o.id, c.name from orders o join customers c on c.id = o.customer_id order by o.id
---
select o.id, c.name from orders o inner join customers c on (c.id = o.customer_id) where o.amount > 10 and c.region in ('EU', 'US') order by 1
---
select c.name, o.id from customers c left outer join orders o on o.customer_id = c.id order by c.name, o.id nulls last
---
select c.name, o.id from orders o right join customers c on o.customer_id = c.id order by c.name, o.id
---
select p.title, c.label from products p cross join categories c order by 1, 2
---
select a.id, b.label from products a, categories b where a.id = b.id order by a.id
---
select order_id, sum(quantity * price) as total from order_items oi join products p on p.id = oi.product_id group by order_id having sum(quantity * price) > 20 order by order_id
---
select id, case when amount > 1000 then 'big' when amount > 40 then 'middle' else 'small' end as size from orders order by id
---
select name, coalesce(region, '-') from customers order by id limit 2 offset 1
---
select id from orders order by created_at desc fetch first 2 rows only
---
select id from orders order by id offset 1 row fetch next 1 rows with ties
---
select distinct region from orders order by region
---
select distinct on (customer_id) customer_id, id, amount from orders order by customer_id, amount desc
---
select region from customers union select region from orders order by region
---
select region from customers union all select region from orders order by 1
---
(select id from products order by price limit 1) union (select id from categories order by id desc limit 1) order by 1
---
select id from customers intersect select customer_id from orders order by 1
---
select id from customers except select customer_id from orders where customer_id is not null
---
with big as (select * from orders where amount > 30) select count(*) from big
---
with a as (select id, region from customers), b(cid, n) as (select customer_id, count(*) from orders group by customer_id) select a.id, coalesce(b.n, 0) as n from a left join b on b.cid = a.id order by a.id
---
with recursive tree(id, parent_id, label, depth) as (select id, parent_id, label, 1 from categories where parent_id is null union all select c.id, c.parent_id, c.label, t.depth + 1 from categories c join tree t on c.parent_id = t.id) select label, depth from tree order by depth, label
---
with recursive n(i) as (select 1 union all select n.i + 1 from n where i < 10) select sum(n.i) from n
---
with x as (select 1 as a), y as (with x as (select 2 as a) select a from x) select x.a, y.a from x, y
---
select name from customers c where exists (select 1 from orders o where o.customer_id = c.id and o.status = 'paid') order by name
---
select name from customers where id not in (select customer_id from orders where customer_id is not null)
---
select name, (select count(*) from orders o where o.customer_id = c.id) as orders from customers c order by name
---
select t.region, t.n from (select region, count(*) as n from customers group by region) t order by t.region
---
select t.a, t.b from (select region, count(*) from customers group by region) as t(a, b) order by t.a
---
select k, t from categories as c(k, p, t) order by k
---
select id, amount, row_number() over (partition by customer_id order by created_at) as rn, sum(amount) over (order by id rows unbounded preceding) as running from orders order by id
---
select id, lag(amount) over w as previous, amount - lag(amount, 1, 0.0) over w as change from orders window w as (order by id) order by id
---
select customer_id, count(*) filter (where status = 'paid') as paid, listagg(region, ',') within group (order by id) as r from orders group by customer_id order by customer_id
---
select percentile_cont(0.5) within group (order by amount) as p, median(amount) as m from orders
---
select extract(year from created_at) as y, month(created_at) as m, day_of_month(created_at) as d from orders order by id
---
select date_trunc('month', shipped_on) as m, count(*) from orders group by date_trunc('month', shipped_on) order by 1
---
select id from orders where created_at >= timestamp with time zone '2024-02-01 00:00:00+00' and created_at < timestamp '2024-02-01 00:00:00' + interval '1' month order by id
---
select id from orders where shipped_on between date '2024-01-01' and date '2024-01-31' order by id
---
select dateadd('month', 1, shipped_on), datediff('day', shipped_on, date '2024-03-01'), dayname(shipped_on), formatdatetime(shipped_on, 'yyyy/MM') from orders where id = 1
---
select id from orders where shipped_on is null and remark is not null order by id
---
select id from orders where (remark is not distinct from 'gift') is true order by id
---
select title from products where title like 'K%' or title ilike '%MP' or title like '%!%%' escape '!' order by 1
---
select title, tags[1], cardinality(tags), tags from products order by id
---
select title from products where 'steel' = any(tags) order by 1
---
select title from products where id = any(select product_id from order_items where quantity > 1) order by 1
---
select x from system_range(1, 5)
---
select r.x * 2 as y from system_range(1, 3) r order by y
---
select c1 from unnest(array[1, 2, 3]) order by c1
---
select t.v, t.n from unnest(array['a', 'b']) with ordinality as t(v, n) order by n
---
select * from (values (1, 'a'), (2, 'b')) as v(n, l) order by n
---
select c2 from (values (1, 'a'), (2, 'b')) order by c1
---
values (1, 'x'), (2, 'y')
---
select 'it''s', x'00ff', 1e3, .5, 0x1f, 1_000, -1, +1.5, 7 % 4, 'a' || 'b' || 1
---
select 1 /* a comment */ + 1 as two -- the end
---
select * from types order by id
---
select big, num, r, d8, -big as n from types order by id
---
select cast(id as varchar) || '-' || x as a, cast('1.5' as numeric(5, 2)) as b, id::varchar as c, cast(id as double precision) as d from types order by id
---
select upper(name), length(name), substring(name from 1 for 1), position('d' in name), trim(both ' ' from name), left(name, 1), replace(name, 'd', 'x'), ascii(name), char(65) from customers order by id
---
select customers.id, public.customers.name from customers order by public.customers.id
---
select * from order_items natural join (select 1 as order_id) x order by product_id
---
select * from orders o join (select product_id as id, sum(quantity) as q from order_items group by product_id) s using (id) order by id
---
select c.* from categories c order by c.id
---
select name from customers where (id, region) = (1, 'EU')
---
select customer_id, orders, total from order_totals order by customer_id
---
select max(total) from order_totals
---
select name, tax_number from contacts order by id
---
select t from contacts_again order by t
---
select s from listed order by s
---
select nullif(region, 'US'), greatest(id, 2), least(id, 2), nvl(region, 'x'), casewhen(id > 2, 'a', 'b'), decode(id, 1, 'one', 'more') from customers order by id
---
select count(distinct region) from customers
---
select id, cents from orders where amount > (select avg(amount) from orders) order by id
---
select id from orders where amount > all (select amount from orders where region = 'EU') order by id
---
select array(select id from categories order by id) as a
---
select o.id as "ORDER", c.name as buyer from orders o join customers c on c.id = o.customer_id order by o.id
---
select c.id, c.name, c.region, count(o.id) as n from customers c left join orders o on o.customer_id = c.id group by c.id, c.name, c.region order by c.id
---
with monthly as (select date_trunc('month', created_at) as m, sum(amount) as total from orders group by date_trunc('month', created_at)), ranked as (select m, total, rank() over (order by total desc) as r, lag(total) over (order by m) as before from monthly) select m, total, r, round(100 * (total - before) / before, 2) as growth from ranked order by m
---
select id, name from customers where ssn = 'JQXW-KVZB-7731' and email like '%@%'
---
select id from orders where status = 'paid' or status in ('new', 'shipped') order by id
---
select abs(-5), round(2.567, 2), sign(-3), floor(2.5), mod(7, 4), power(2, 3), sqrt(16), bitand(6, 3)
---
select exists (select 1 from orders where amount > 100) as e
