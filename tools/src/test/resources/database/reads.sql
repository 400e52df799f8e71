select 1
---
select 1;
---
select * from shop.customers order by id
---
select id, name from customers order by id
---
SELECT c.id, c.name AS "Customer Name" FROM shop.customers AS c WHERE c.region = 'EU' ORDER BY c.name DESC
---
select count(*) from shop.orders
---
select count(*), sum(amount), avg(amount), min(created_at), max(created_at) from shop.orders
---
select status, count(*) as n from shop.orders group by status order by n desc, status
---
select o.id, c.name from shop.orders o join shop.customers c on c.id = o.customer_id order by o.id
---
select o.id, c.name from shop.orders o inner join shop.customers c on (c.id = o.customer_id) where o.amount > 10 and c.region in ('EU', 'US') order by 1
---
select c.name, o.id from shop.customers c left outer join shop.orders o on o.customer_id = c.id order by c.name, o.id nulls first
---
select c.name, o.id from shop.orders o right join shop.customers c on o.customer_id = c.id order by c.name, o.id
---
select c.id, o.id from shop.orders o full join shop.customers c on o.customer_id = c.id and o.amount > 40 order by c.id, o.id
---
select p.title, c.label from shop.products p cross join shop.categories c order by 1, 2
---
select a.id, b.label from shop.products a, shop.categories b where a.id = b.id order by a.id
---
select order_id, sum(quantity * price) as total from shop.order_items oi join shop.products p on p.id = oi.product_id group by order_id having sum(quantity * price) > 20 order by order_id
---
select id, case when amount > 1000 then 'big' when amount > 40 then 'middle' else 'small' end as size from shop.orders order by id
---
select name, coalesce(notes, '-') from shop.customers order by id limit 2 offset 1
---
select id from shop.orders order by created_at desc fetch first 2 rows only
---
select distinct region from shop.orders order by region
---
select distinct on (customer_id) customer_id, id, amount from shop.orders order by customer_id, amount desc
---
select region from shop.customers union select region from shop.orders order by region
---
select region from shop.customers union all select region from shop.orders order by 1
---
(select id from shop.products order by price limit 1) union (select id from shop.categories order by id desc limit 1) order by 1
---
select id from shop.customers intersect select customer_id from shop.orders order by 1
---
select id from shop.customers except select customer_id from shop.orders where customer_id is not null
---
with big as (select * from shop.orders where amount > 30) select count(*) from big
---
with a as (select id, region from shop.customers), b(cid, n) as (select customer_id, count(*) from shop.orders group by 1) select a.id, coalesce(b.n, 0) as n from a left join b on b.cid = a.id order by a.id
---
with recursive tree as (select id, parent_id, label, 1 as depth from shop.categories where parent_id is null union all select c.id, c.parent_id, c.label, t.depth + 1 from shop.categories c join tree t on c.parent_id = t.id) select label, depth from tree order by depth, label
---
with recursive n(i) as (values (1) union all select i + 1 from n where i < 10) select sum(i) from n
---
select name from shop.customers c where exists (select 1 from shop.orders o where o.customer_id = c.id and o.status = 'paid') order by name
---
select name from shop.customers where id not in (select customer_id from shop.orders where customer_id is not null)
---
select name, (select count(*) from shop.orders o where o.customer_id = c.id) as orders from shop.customers c order by name
---
select t.region, t.n from (select region, count(*) as n from shop.customers group by region) t order by t.region
---
select c.name, last.amount from shop.customers c left join lateral (select amount from shop.orders o where o.customer_id = c.id order by created_at desc limit 1) last on true order by c.name
---
select id, amount, row_number() over (partition by customer_id order by created_at) as rn, sum(amount) over (order by id rows between unbounded preceding and current row) as running from shop.orders order by id
---
select id, lag(amount) over w as previous, amount - lag(amount, 1, 0.0) over w as change from shop.orders window w as (order by id) order by id
---
select customer_id, count(*) filter (where status = 'paid') as paid, string_agg(region, ',' order by id) from shop.orders group by customer_id order by customer_id
---
select percentile_cont(0.5) within group (order by amount) from shop.orders
---
select region, status, sum(amount) from shop.orders group by rollup (region, status) order by region nulls last, status nulls last
---
select region, status, grouping(region, status), count(*) from shop.orders group by grouping sets ((region), (status), ()) order by 3, 1, 2
---
select date_trunc('month', created_at at time zone 'UTC') as month, count(*) from shop.orders group by 1 order by 1
---
select extract(year from created_at)::int as y, extract(month from created_at) as m from shop.orders order by id
---
select id from shop.orders where created_at >= timestamp with time zone '2024-02-01 00:00:00+00' and created_at < '2024-02-01'::timestamptz + interval '1 month' order by id
---
select id from shop.orders where created_at between date '2024-01-01' and date '2024-01-31' order by id
---
select id from shop.orders where shipped_on is null and remark is not null order by id
---
select id from shop.orders where (remark is distinct from 'gift') is true order by id
---
select title from shop.products where title like 'K%' or title ilike '%MP' order by 1
---
select title from shop.products where title ~ '^[KM]' and title !~* 'x' order by 1
---
select title from shop.products where title similar to '(K|L)%' escape '!' order by 1
---
select title, attributes ->> 'color' as color, (attributes -> 'watt')::int as watt from shop.products where attributes @> '{"color": "red"}' order by title
---
select title from shop.products where attributes ? 'watt' or attributes ?| array['bulbs', 'x'] order by 1
---
select p.title, b.value from shop.products p, jsonb_array_elements(p.attributes -> 'bulbs') as b(value) order by 1, 2
---
select p.id, kv.key, kv.value from shop.products p cross join lateral jsonb_each_text(p.attributes) kv order by p.id, kv.key
---
select id, unnest(tags) as tag from shop.products order by 1, 2
---
select title from shop.products where 'steel' = any (tags) and not ('light' = all (tags)) order by 1
---
select t.tag, t.n from shop.products p, unnest(p.tags) with ordinality as t(tag, n) where p.id = 1 order by n
---
select array_agg(title order by title) from shop.products
---
select tags[1], tags[1:2], array_length(tags, 1) from shop.products order by id
---
select g from generate_series(1, 5) g
---
select d::date from generate_series('2024-01-01'::timestamp, '2024-01-03', interval '1 day') as t(d)
---
select * from (values (1, 'a'), (2, 'b')) v(n, l) order by n
---
values (1, 'x'), (2, 'y')
---
select 'it''s', E'tab\there', $$dollar 'quoted'$$, $t$a$$b$t$, U&'d\0061t\+000061'
---
select 1 /* a /* nested */ comment */ + 1 -- the end
---
select id /*+ a hint */ from shop.products order by 1
---
select "id", "Mixed Case", "select" from shop."Odd Name"
---
select * from shop.types order by id
---
select big, num, real4, real8, -1, +1.5e3, 0x1f, 1_000 from shop.types order by id
---
select -id, not yes, id % 2, 2 ^ 3, |/ 16, @ -5, id # 3, id & 1, id | 4, ~id, 1 << 3 from shop.types order by id
---
select cast(id as text) || '-' || x from shop.types order by id
---
select upper(name), length(name), substring(name from 1 for 1), position('d' in name), trim(both ' ' from name), left(name, 1), overlay(name placing 'x' from 1 for 1) from shop.customers order by id
---
select status::text, 'paid'::shop.order_status = status from shop.orders order by id
---
select id from shop.orders where status = 'paid' or status = any (array['new', 'shipped']::shop.order_status[]) order by id
---
select customers.id, shop.customers.name from shop.customers order by shop.customers.id
---
select * from shop.orders natural join (select id from shop.orders where amount < 40) x order by id
---
select id, title from shop.products join (select product_id as id, sum(quantity) as q from shop.order_items group by 1) s using (id) order by id
---
select x.cid from (shop.products p join shop.categories c on c.id = p.id) as x(pid, title, price, attributes, tags, cid) order by 1
---
select row_to_json(p) from shop.products p order by id
---
select to_jsonb(t) ->> 'label' from shop.categories t order by id
---
select (c).label from shop.categories c order by 1
---
select c.* from shop.categories c order by c.id
---
select (id, name) = (1, 'Ada') from shop.customers order by id
---
select name from shop.customers where (id, region) in ((1, 'EU'), (3, 'US')) order by 1
---
select customer_id, orders, total from shop.order_totals order by customer_id
---
select max(total) from order_totals
---
select nullif(region, 'US'), greatest(id, 2), least(id, 2) from shop.customers order by id
---
select count(distinct region) from shop.customers
---
select id from shop.orders where amount > (select avg(amount) from shop.orders) order by id
---
select id from shop.orders where amount > all (select amount from shop.orders where region = 'EU') order by id
---
select array(select id from shop.categories order by id)
---
select make_interval(days => 3), make_date(2024, 2, 29)
---
select to_char(created_at at time zone 'UTC', 'YYYY-MM') as month, round(sum(amount), 1) from shop.orders group by month order by month
---
select o.id as order, c.name as user from shop.orders o join shop.customers c on c.id = o.customer_id order by o.id
---
select json_build_object('id', id, 'title', title) from shop.products order by id
---
select regexp_replace(title, '[aeiou]', '*', 'g'), split_part('a,b,c', ',', 2) from shop.products order by id
---
select coalesce(sum(amount) filter (where region = 'EU'), 0) / nullif(count(*), 0) from shop.orders
---
select c.region, avg(o.amount)::numeric(10, 2) from shop.customers c join shop.orders o on o.customer_id = c.id group by c.region order by avg(o.amount)
---
with monthly as (select date_trunc('month', created_at at time zone 'UTC')::date as m, sum(amount) as total from shop.orders group by 1), ranked as (select m, total, rank() over (order by total desc) as r, lag(total) over (order by m) as before from monthly) select m, total, r, round(100 * (total - before) / before, 2) as growth from ranked order by m
---
select exists (select from shop.orders where amount > 100)
---
select id, name from shop.customers where ssn = 'JQXW-KVZB-7731' and email like '%@%'
---
select * from shop.visits order by customer_id
---
select count(*) from shop.visits_2024
---
select c.id, c.name, c.region, count(o.id) as n from shop.customers c left join shop.orders o on o.customer_id = c.id group by c.id order by c.id
---
select orders.*, count(i.product_id) from shop.orders left join shop.order_items i on i.order_id = orders.id group by orders.id having orders.amount > 10 order by orders.amount
---
select k, t, count(*) from shop.customers as c(k, t) group by k order by t
---
select o.id, (select c.name from shop.customers c where c.id = o.customer_id group by c.id) from shop.orders o order by 1
---
table shop.categories order by id
---
table categories order by 1 limit 2
---
(table shop.categories order by id limit 1) union all (table categories order by id desc limit 1)
---
with t as (table shop.categories) select count(*) from t
---
select id from shop.products p where exists (table shop.orders) and p.id in (values (1), (2)) order by id
---
select id, name from only shop.customers order by id
---
select count(*) from only shop.visits
---
select count(*), max(v.customer_id) from only (shop.visits_2024) as v
---
select count(*) from shop.visits *
---
select c.id from shop.categories * c order by c.id
---
table only shop.categories order by 1
---
select id from shop.orders order by amount using >, id using operator(pg_catalog.<)
---
select 2 operator(pg_catalog.+) 3, id from shop.products where id operator(pg_catalog.=) any (array[1, 2]) order by id
---
select a.id, b.label, p.title from shop.categories a join shop.categories b join shop.products p on p.id = b.id on b.id = a.id order by 1
---
select a.id, p.id from shop.categories a left join shop.categories b cross join shop.products p on a.id = p.id and b.id = 1 order by 1
---
select j.id, label, p.title from shop.categories c join shop.products p using (id) as j order by j.id
---
select row_to_json(j) from shop.categories c join shop.products p using (id) as j order by j.id
---
select (created_at at local)::date is not null from shop.orders order by id
---
select '{"a": 1}' is json, '[1]' is json array, '1' is json scalar, 'x' is not json value, '{"a": 1, "a": 2}' is json object with unique keys, '{}' is json without unique keys
---
select 'a' is normalized, U&'a\0308' is not nfc normalized, normalize(U&'a\0308', nfc) = U&'\00e4', normalize('a')
---
select json_object('id' value id, 'title': title null on null with unique keys returning jsonb) from shop.products order by id
---
select json_object('{a,1,b,2}'), json_object(array['a'], array['1']), json_object(returning jsonb), json_object()
---
select json_array(id, title, notes format json absent on null) from (select id, title, null as notes from shop.products) p order by id
---
select json_array(select id from shop.products order by id returning jsonb), json_array(), json_array(returning jsonb)
---
select json_objectagg(id : title returning jsonb), json_arrayagg(title order by id desc null on null) filter (where id > 1) from shop.products
---
select json('{"a": 1}' with unique keys), json_scalar(1.5), json_serialize('{"a": 1}' returning text)
---
select json_value(attributes, '$.color'), json_value(attributes, '$.watt' returning int default 0 on empty error on error) as watt from shop.products order by id
---
select json_query(attributes, '$.bulbs' with conditional array wrapper), json_query(attributes, '$.color' returning text omit quotes on scalar string null on empty), json_exists(attributes, '$.bulbs[*] ? (@ > $n)' passing 1 as n false on error) from shop.products order by id
---
select p.id, t.* from shop.products p, json_table(p.attributes, '$' columns (n for ordinality, color text path '$.color', lit boolean exists path '$.bulbs', nested path '$.bulbs[*]' as b columns (bulb int path '$'), everything jsonb format json path '$' with wrapper, watt int path '$.watt' default 0 on empty)) as t order by p.id, t.bulb
---
select b, json_table.b from json_table('[1, 2]', '$[*]' as p passing 1 as x columns (b int path '$') error on error) order by b
---
with recursive tree as (select id, parent_id, label from shop.categories where parent_id is null union all select c.id, c.parent_id, c.label from shop.categories c join tree t on c.parent_id = t.id) search depth first by id set way select label, way from tree order by way
---
with recursive tree(a, b) as (select id, parent_id from shop.categories where parent_id is null union all select c.id, c.parent_id from shop.categories c join tree t on c.parent_id = t.a) search breadth first by a set way cycle a set looped to 'y' default 'n' using trail select * from tree order by a
---
select point '(1,2)' <-> point '(4,6)', box '((0,0),(2,2))' ~= box '((2,2),(0,0))', @-@ path '((0,0),(1,0))', ?- lseg '((0,0),(1,0))', # path '((0,0),(1,0))', area(box '((0,0),(2,2))')
---
select inet '10.0.0.0/8' >>= inet '10.1.0.0', !! 'a'::tsquery, 'a' ~<~ 'b', 'a'::tsvector @@@ 'a'::tsquery, (select c *= c from shop.categories c where id = 1), int4range(1, 3) -|- int4range(3, 4)
---
select * from unnest(array[1, 2], array['a', 'b']) as u(n, t) order by n
---
select n, t, g from rows from (unnest(array[1], array['a']), generate_series(1, 2)) as r(n, t, g) order by g
---
select v.column1, column3 from shop.categories c, lateral (values (c.*)) v order by 1
---
select int4multirange(int4range(1, 3)), enum_range(null::shop.order_status), jsonb_path_query_tz('[1]', '$[0]'), gamma(5)
---
select tags[id:array_length(tags, 1)], tags[:id], json_object('t':title) from shop.products order by id
---
select make_interval(days := 3, hours:=id) from shop.products order by id
