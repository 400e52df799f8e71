select 1
---
select 1;
---
select * from customers order by id
---
select id, name from main.customers order by id
---
SELECT c.id, c.name AS "Customer Name" FROM customers AS c WHERE c.region = 'EU' ORDER BY c.name DESC
---
SELECT ID, Name FROM CUSTOMERS order by "ID"
---
select "id", "NAME", Customers."Region" from "customers" order by "Id"
---
select count(*) from orders
---
select count(*), sum(amount), avg(amount), min(created_at), max(created_at), total(amount) from orders
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
select c.id, o.id from orders o full join customers c on o.customer_id = c.id and o.amount > 40 order by c.id, o.id
---
select p.title, c.label from products p cross join categories c order by 1, 2
---
select a.id, b.label from products a, categories b where a.id = b.id order by a.id
---
select order_id, sum(quantity * price) as total from order_items oi join products p on p.id = oi.product_id group by order_id having sum(quantity * price) > 20 order by order_id
---
select id, case when amount > 1000 then 'big' when amount > 40 then 'middle' else 'small' end as size from orders order by id
---
select name, coalesce(notes, '-') from customers order by id limit 2 offset 1
---
select name, coalesce(notes, '-') from customers order by id limit 1, 2
---
select distinct region from orders order by region
---
select region from customers union select region from orders order by region
---
select region from customers union all select region from orders order by 1
---
select id from customers intersect select customer_id from orders order by 1
---
select id from customers except select customer_id from orders where customer_id is not null
---
with big as (select * from orders where amount > 30) select count(*) from big
---
with a as (select id, region from customers), b(cid, n) as (select customer_id, count(*) from orders group by 1) select a.id, coalesce(b.n, 0) as n from a left join b on b.cid = a.id order by a.id
---
with recursive tree as (select id, parent_id, label, 1 as depth from categories where parent_id is null union all select c.id, c.parent_id, c.label, t.depth + 1 from categories c join tree t on c.parent_id = t.id) select label, depth from tree order by depth, label
---
with recursive tree(id, label, depth) as (select id, label, 1 from categories where parent_id is null union all select c.id, c.label, tree.depth + 1 from categories c join tree on c.parent_id = tree.id) select tree.label, tree.depth from tree order by depth, tree.label
---
with recursive n(i) as (values (1) union all select i + 1 from n where i < 10) select sum(i) from n
---
with customers as (select id, name from main.customers where id < 3) select customers.name from customers order by id
---
with x as (select 1 as a), y as (with x as (select 2 as a) select a from x) select x.a, y.a from x, y
---
with x as not materialized (select 1 as a) select (select a from x) + (select x.a from x)
---
select name from customers c where exists (select 1 from orders o where o.customer_id = c.id and o.status = 'paid') order by name
---
select name from customers where id not in (select customer_id from orders where customer_id is not null)
---
select name, (select count(*) from orders o where o.customer_id = c.id) as orders from customers c order by name
---
select t.region, t.n from (select region, count(*) as n from customers group by region) t order by t.region
---
select id, amount, row_number() over (partition by customer_id order by created_at) as rn, sum(amount) over (order by id rows between unbounded preceding and current row) as running from orders order by id
---
select id, lag(amount) over w as previous, amount - lag(amount, 1, 0.0) over w as change from orders window w as (order by id) order by id
---
select id, ntile(2) over (order by id), first_value(remark) over (order by id range between unbounded preceding and current row exclude current row) from orders order by id
---
select customer_id, count(*) filter (where status = 'paid') as paid, group_concat(region, ',') from orders group by customer_id order by customer_id
---
select group_concat(title, ';' order by title desc) from products
---
select strftime('%Y-%m', created_at) as month, count(*), round(sum(amount), 1) from orders group by month order by month
---
select date(created_at, 'start of month'), julianday(shipped_on) - julianday(created_at), unixepoch(created_at) from orders order by id
---
select id from orders where created_at between '2024-01-01' and '2024-01-31' order by id
---
select id from orders where shipped_on isnull and remark notnull order by id
---
select id from orders where shipped_on is null and remark not null order by id
---
select id from orders where remark is 'gift' or remark is not 'gift' and amount == 49 order by id
---
select id from orders where (remark is not distinct from 'gift') is true order by id
---
select title from products where title like 'k%' or title like '%MP' order by 1
---
select title from products where title glob 'K*' or title not glob '*u*' order by 1
---
select title from products where title like '%!%%' escape '!' or like('M%', title) or glob('L*', title) order by 1
---
select title, attributes ->> 'color' as color, attributes -> '$.watt' from products where json_extract(attributes, '$.color') = 'red' order by title
---
select p.title, b.value from products p, json_each(p.attributes, '$.bulbs') as b order by 1, 2
---
select p.id, json_each.key, value, type from products p join json_each(p.attributes) order by p.id, json_each.key
---
select fullkey, path, atom from json_tree('{"a": [1, {"b": 2}]}')
---
select p.title from products p where exists (select 1 from json_each(p.tags) where value = 'steel') order by 1
---
select json_group_array(title), json_group_object(id, price) from products
---
select * from (values (1, 'a'), (2, 'b')) v order by column1
---
select column2 from (values (1, 'a'), (2, 'b'))
---
values (1, 'x'), (2, 'y')
---
select 'it''s', x'00ff', 1e3, .5, 0x1f, 1_000, -1, +1.5e3, ~5, 7 % 4, 1 << 3, 6 & 3, 6 | 1, 'a' || 'b' || 1
---
select 1 /* a comment */ + 1 as two -- the end
---
select "id", "Mixed Case", "select" from "Odd Name"
---
select * from types order by id
---
select id, typeof(big), typeof(n), typeof(t), typeof(b), typeof(anything), typeof(d), hex(b), quote(b) from types order by id
---
select cast(id as text) || '-' || t, cast(t as integer) as i, cast('1.5' as real) as r, cast(n as decimal(5, 2)) as d from types order by id
---
select upper(name), length(name), substr(name, 1, 1), substring(name, 2), instr(name, 'd'), trim(name), replace(name, 'd', 'x'), printf('%5s|%03d', name, id), unicode(name), char(65, 66) from customers order by id
---
select customers.id, main.customers.name from customers order by main.customers.id
---
select * from order_items natural join (select 1 as order_id) x order by product_id
---
select * from orders o join (select product_id as id, sum(quantity) as q from order_items group by 1) s using (id) order by id
---
select id, title from products join (select product_id as id, sum(quantity) as q from order_items group by 1) s using (id) order by id
---
select c.* from categories c order by c.id
---
select name from customers where (id, region) in (values (1, 'EU'), (3, 'US')) order by 1
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
select nullif(region, 'US'), max(id, 2), min(id, 2), iif(id > 2, 'a', 'b'), ifnull(notes, 'none') from customers order by id
---
select count(distinct region) from customers
---
select id, cents from orders where amount > (select avg(amount) from orders) order by id
---
select name, max(id) from customers group by region order by 1
---
select o.id as "order", c.name as user from orders o join customers c on c.id = o.customer_id order by o.id
---
select region collate nocase as r from customers order by name collate nocase desc
---
select c.id, c.name, c.region, count(o.id) as n from customers c left join orders o on o.customer_id = c.id group by c.id order by c.id
---
with monthly as (select strftime('%Y-%m', created_at) as m, sum(amount) as total from orders group by 1), ranked as (select m, total, rank() over (order by total desc) as r, lag(total) over (order by m) as before from monthly) select m, total, r, round(100 * (total - before) / before, 2) as growth from ranked order by m
---
select id, name from customers where ssn = 'JQXW-KVZB-7731' and email like '%@%'
---
select key, action from (select id as key, label as action from categories) order by key
---
select (select name from customers where id = o.customer_id) as who, sum(amount) from orders o group by who order by who
---
select sqrt(16), pow(2, 3), abs(-5), round(2.567, 2), sign(-3), floor(2.5), mod(7, 4), random() is not null
