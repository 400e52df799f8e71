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
select big, num, real4, real8, -1, +1.5e3 from shop.types order by id
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
-- retention: in which later month did a cohort come back
with cohorts as (
  select id as user_id, date_trunc('month', created_at at time zone 'UTC')::date as cohort
  from events.users
), activity as (
  select distinct user_id, date_trunc('month', "timestamp" at time zone 'UTC')::date as month
  from events.events
)
select c.cohort,
       extract(year from age(a.month, c.cohort)) * 12 + extract(month from age(a.month, c.cohort)) as months_later,
       count(distinct c.user_id) as users
from cohorts c
join activity a using (user_id)
where a.month >= c.cohort
group by 1, 2
order by 1, 2
---
WITH first_seen AS (
    SELECT user_id, MIN("timestamp") AS first_at FROM events.events GROUP BY user_id
)
SELECT
    f.user_id,
    COUNT(*) FILTER (WHERE e."timestamp" < f.first_at + INTERVAL '1 day')   AS day_1,
    COUNT(*) FILTER (WHERE e."timestamp" >= f.first_at + INTERVAL '7 days') AS after_week
FROM first_seen f
JOIN events.events e ON e.user_id = f.user_id
GROUP BY f.user_id
ORDER BY f.user_id;
---
select count(distinct user_id) filter (where type = 'view') as viewed,
       count(distinct user_id) filter (where type = 'cart') as carted,
       count(distinct user_id) filter (where type = 'purchase') as bought,
       round(100.0 * count(distinct user_id) filter (where type = 'purchase') / nullif(count(distinct user_id) filter (where type = 'view'), 0), 2) as rate
from events.events
---
with steps as (
  select user_id, min("timestamp") filter (where type = 'view') as viewed,
         min("timestamp") filter (where type = 'cart') as carted,
         min("timestamp") filter (where type = 'purchase') as bought
  from events.events group by user_id
)
select count(viewed) as s1, count(*) filter (where carted > viewed) as s2, count(*) filter (where bought > carted and carted > viewed) as s3 from steps
---
select type,
       percentile_cont(0.5) within group (order by value) as median,
       percentile_cont(array[0.25, 0.75, 0.95]) within group (order by value) as quartiles,
       percentile_disc(0.9) within group (order by value) as p90,
       mode() within group (order by position) as common
from events.events where value is not null group by type order by type
---
select date, type, count, sum(count) over (partition by type order by date rows between unbounded preceding and current row) as running from events.daily order by type, date
---
select date, sum(count) as total,
       avg(sum(count)) over (order by date rows between 6 preceding and current row)::numeric(10, 3) as week_average
from events.daily group by date order by date
---
-- gaps and islands
with days as (
  select distinct user_id, ("timestamp" at time zone 'UTC')::date as day from events.events
), grouped as (
  select user_id, day, day - (row_number() over (partition by user_id order by day))::int as island from days
)
select user_id, min(day) as from_day, max(day) as to_day, count(*) as length
from grouped group by user_id, island having count(*) > 1 order by user_id, from_day
---
select user_id, id, "timestamp", "timestamp" - lag("timestamp") over (partition by user_id order by "timestamp") as gap,
       case when "timestamp" - lag("timestamp") over (partition by user_id order by "timestamp") > interval '1 day' then 1 else 0 end as new_session
from events.events order by user_id, "timestamp" limit 20
---
with marked as (
  select *, case when "timestamp" - lag("timestamp") over w > interval '26 hours' then 1 end as starts
  from events.events
  window w as (partition by user_id order by "timestamp")
)
select user_id, count(starts) + 1 as sessions from marked group by user_id order by user_id
---
select user_id,
       sum(case when type = 'view' then 1 else 0 end) as views,
       sum(case when type = 'purchase' then value else 0 end) as revenue,
       max(case type when 'search' then position end) as last_position
from events.events group by user_id order by revenue desc nulls last, user_id
---
select device,
       count(*) filter (where extract(dow from started_at at time zone 'UTC') in (0, 6)) as weekend,
       count(*) filter (where extract(dow from started_at at time zone 'UTC') not in (0, 6)) as weekday
from events.sessions group by device order by device
---
select u.id, u.properties ->> 'source' as source, u.properties -> 'utm' ->> 'campaign' as campaign, u.properties #>> '{utm,campaign}' as same, u.properties #> '{tags,0}' as first_tag
from events.users u order by u.id
---
select coalesce(properties ->> 'source', 'unknown') source, count(*) from events.users group by 1 order by count(*) desc, 1
---
select e.id, item ->> 'sku' as sku, (item ->> 'qty')::int as qty
from events.events e cross join lateral jsonb_array_elements(e.properties -> 'items') as item
where e.type = 'purchase' order by e.id, sku
---
select sku, sum(qty) from (
  select i.value ->> 'sku' as sku, (i.value ->> 'qty')::int as qty from events.events e, jsonb_array_elements(e.properties -> 'items') i
) x group by sku order by 2 desc, 1
---
select x.sku, sum(x.qty) as n from events.events e, jsonb_to_recordset(e.properties -> 'items') as x(sku text, qty int) group by x.sku order by x.sku
---
select jsonb_object_keys(properties) as key, count(*) from events.users group by 1 order by 2 desc, 1
---
select id from events.users where properties ? 'source' and properties @> '{"utm": {"campaign": "spring"}}' order by id
---
select id, jsonb_array_length(properties -> 'tags') from events.users where jsonb_typeof(properties -> 'tags') = 'array' order by id
---
select id, jsonb_path_query_first(properties, '$.utm.campaign') #>> '{}' as campaign, properties @? '$.tags[*] ? (@ == "a")' as tagged from events.users order by id
---
select u.id, t.tag, t.position from events.users u left join lateral jsonb_array_elements_text(u.properties -> 'tags') with ordinality as t(tag, position) on true order by u.id, t.position
---
-- calendar with zeros
select d.day::date as day, coalesce(count(e.id), 0) as events
from generate_series('2024-02-01'::date, '2024-02-10'::date, '1 day') as d(day)
left join events.events e on e."timestamp" >= d.day at time zone 'UTC' and e."timestamp" < (d.day + interval '1 day') at time zone 'UTC' and e.type = 'view'
group by d.day order by d.day
---
with months as (select generate_series(date '2024-01-01', date '2024-04-01', interval '1 month')::date as month)
select to_char(m.month, 'Mon YYYY') as label, count(o.id) as orders, coalesce(sum(o.amount), 0)::numeric(12, 2) as revenue
from months m left join shop.orders o on date_trunc('month', o.created_at at time zone 'UTC') = m.month
group by m.month order by m.month
---
select u.id, u.name, last.type, last."timestamp"
from events.users u
left join lateral (
  select e.type, e."timestamp" from events.events e where e.user_id = u.id order by e."timestamp" desc, e.id desc limit 2
) as last on true
order by u.id, last."timestamp" desc
---
select * from (
  select user_id, type, count(*) as n, row_number() over (partition by user_id order by count(*) desc, type) as rank
  from events.events group by user_id, type
) ranked where rank <= 2 order by user_id, rank
---
select distinct on (e.user_id) e.user_id, e.type, e.value from events.events e where e.value is not null order by e.user_id, e.value desc, e.id
---
with recursive chain(id, name, path, depth) as (
  select id, name, array[id], 0 from events.users where referrer_id is null
  union all
  select u.id, u.name, c.path || u.id, c.depth + 1 from events.users u join chain c on u.referrer_id = c.id where not u.id = any (c.path)
)
select id, name, array_to_string(path, ' > ') as path, depth from chain order by path
---
with recursive reports as (
  select id, name, manager_id, 1 as level, name::text as line from desk.people where manager_id is null
  union
  select p.id, p.name, p.manager_id, r.level + 1, r.line || ' / ' || p.name from desk.people p inner join reports r on r.id = p.manager_id
)
select repeat('  ', level - 1) || name as tree, line from reports order by line
---
select user_id, "timestamp", first_value(type) over w as first, last_value(type) over w as last, nth_value(type, 2) over w as second, ntile(4) over (order by "timestamp") as quarter, count(*) over w as n
from events.events where user_id < 3 window w as (partition by user_id order by "timestamp" range between interval '2 days' preceding and interval '1 day' following exclude current row) order by "timestamp", id limit 15
---
select id, sum(position) over (order by id groups between 1 preceding and 1 following) as g, dense_rank() over (order by level desc), percent_rank() over (order by level), cume_dist() over (order by level) from events.events order by id limit 12
---
select type, level, count(*), grouping(type) as g from events.events group by cube (type, level) order by type nulls first, level nulls first
---
select u.country, e.type, sum(e.value) from events.events e join events.users u on u.id = e.user_id group by grouping sets ((u.country, e.type), (u.country), ()) order by 1 nulls last, 2 nulls last
---
select u.name from events.users u where not exists (select 1 from events.events e where e.user_id = u.id and e.type = 'purchase') order by 1
---
select u.id from events.users u left join events.sessions s on s.user_id = u.id where s.id is null order by u.id
---
select u.name from events.users u where u.id in (select user_id from events.events group by user_id having count(*) > 35) order by u.name
---
select id, url, substring(url from '[?&]ref=([^&]+)') as ref, split_part(split_part(url, '://', 2), '/', 1) as host, regexp_replace(url, '^https?://[^/]+', '') as path from events.events order by id limit 8
---
select regexp_match(url, 'p/(\w+)') as product, count(*) from events.events group by 1 order by 2 desc, 1
---
select (regexp_match(url, 'p/(\w+)'))[1] as product, count(*) from events.events group by 1 order by 2 desc, 1 nulls last
---
select t.id, m[1] as number from desk.tickets t join desk.comments c on c.ticket_id = t.id, regexp_matches(c.body, '#(\d+)', 'g') as m order by 1, 2
---
select name, country, char_length(country), name || ' (' || country || ')' as label, format('%s-%s', id, name) from events.users order by id
---
select initcap(name), lpad(id::text, 5, '0'), concat_ws(', ', name, country), trim(leading 'a' from name), strpos(name, 'n'), translate(name, 'abc', 'xyz') from events.users order by id
---
select id, created_at at time zone 'Europe/Berlin' as local, (created_at at time zone 'UTC')::time, to_char(created_at at time zone 'America/New_York', 'YYYY-MM-DD HH24:MI') from events.users order by id
---
select id, ended_at - started_at as duration, extract(epoch from ended_at - started_at)::int as seconds, round(extract(epoch from (ended_at - started_at)) / 60.0, 1) minutes from events.sessions order by id
---
select device, avg(ended_at - started_at) as average, max(coalesce(ended_at, started_at) - started_at) as longest from events.sessions group by device order by 1
---
select date_part('hour', started_at at time zone 'UTC') as hour, count(*) from events.sessions group by hour order by hour
---
select id, age(timestamp '2024-06-01', started::timestamp) as tenure, extract(years from age(date '2024-06-01', started)) as years from desk.people order by id
---
select make_date(extract(year from opened_at)::int, 1, 1), date_part('week', opened_at), extract(isodow from opened_at), to_char(opened_at, 'IYYY-IW') from desk.tickets order by id
---
select date_bin('6 hours', "timestamp", timestamp '2024-02-01') as bin, count(*) from (select "timestamp" at time zone 'UTC' as "timestamp" from events.events where level = 1) x group by 1 order by 1 limit 10
---
select width_bucket(value, 0, 600, 6) as bucket, count(*), min(value), max(value) from events.events where value is not null group by bucket order by bucket
---
select key, variant, count(*) as users, count(*) filter (where converted) as conversions, avg(converted::int)::numeric(6, 4) as rate from events.experiments group by key, variant order by variant
---
select variant, stddev_samp(converted::int)::numeric(8, 5), variance(converted::int)::numeric(8, 5), corr(converted::int, user_id)::numeric(8, 5) from events.experiments group by variant order by variant
---
select bool_and(converted), bool_or(converted), every(converted is not null) from events.experiments
---
select name from events.users intersect select name from events.active_users except select 'ben' order by name
---
select 'users' as what, count(*) as n from events.users union all select 'events', count(*) from events.events union all select 'sessions', count(*) from events.sessions order by what
---
(select id, name from events.users order by created_at desc limit 2) union all (select id, name from desk.people order by started limit 1) order by name
---
select v.code, v.label, count(u.id) from (values ('DE', 'Germany'), ('FR', 'France'), ('ES', 'Spain')) as v(code, label) left join events.users u on u.country = v.code group by v.code, v.label order by v.code
---
with target(type, goal) as (values ('view', 70), ('purchase', 20)) select t.type, t.goal, count(e.id) as actual, count(e.id) >= t.goal as reached from target t left join events.events e on e.type = t.type group by t.type, t.goal order by t.type
---
select "order", "user", year, "year" + 1 as next_year from desk.tickets order by "order"
---
select "from", "to", at, lead(at) over (partition by ticket_id order by at) - at as spent from desk.transitions order by ticket_id, at
---
select t."from"::text || ' -> ' || t."to"::text as move, count(*) from desk.transitions t where t."from" is not null group by 1 order by 2 desc, 1
---
select status, avg(spent) as average from (select "to" as status, lead(at) over (partition by ticket_id order by at) - at as spent from desk.transitions) s where spent is not null group by status order by status
---
SELECT t.id, t.title, p.name assignee, r.name reporter FROM desk.tickets t LEFT JOIN desk.people p ON p.id = t.assignee_id LEFT JOIN desk.people r ON r.id = t.reporter_id ORDER BY t.priority, t.opened_at DESC
---
select status, count(*) tickets, sum(points) points, string_agg(title, '; ' order by priority, id) titles from desk.tickets group by status order by status desc
---
select unnest(labels) as label, count(*) from desk.tickets group by 1 order by count(*) desc, label
---
select l.label, array_agg(t.id order by t.id) as tickets, count(*) from desk.tickets t cross join unnest(t.labels) as l(label) group by l.label order by l.label
---
select id, labels && array['bug', 'login'] as hits, cardinality(labels), labels || 'x'::text, array_position(labels, 'login'), array_remove(labels, 'bug') from desk.tickets order by id
---
select id, array(select upper(l) from unnest(labels) l order by 1) as upper_labels from desk.tickets order by id
---
select id from desk.tickets where labels @> '{bug}' and not ('login' = any(labels)) order by id
---
select t.id, count(c.id) as comments, max(c.created_at) as last, json_agg(json_build_object('by', c.author_id, 'at', c.created_at) order by c.created_at) filter (where c.id is not null) as thread from desk.tickets t left join desk.comments c on c.ticket_id = t.id group by t.id order by t.id
---
select jsonb_build_object('team', tm.name, 'people', coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name) order by p.id) filter (where p.id is not null), '[]'::jsonb)) from desk.teams tm left join desk.people p on p.team_id = tm.id group by tm.id, tm.name order by tm.id
---
select t.id, (custom ->> 'votes')::int as votes, custom -> 'links' -> 0 ->> 'kind' as kind from desk.tickets t where custom is not null order by votes desc nulls last, id
---
select tm.name, count(distinct p.id) people, count(t.id) tickets from desk.teams tm left join desk.people p on p.team_id = tm.id left join desk.tickets t on t.assignee_id = p.id group by tm.name order by tm.name
---
select id, due, closed_at, case when closed_at is null and due < date '2024-02-15' then 'late' when closed_at::date > due then 'was late' when due is null then 'none' else 'fine' end as state from desk.tickets order by id
---
select id, estimate, justify_interval(estimate * 3), extract(epoch from estimate) / 3600 as hours, estimate > interval '5 hours' as big from desk.tickets where estimate is not null order by id
---
select count(*) filter (where closed_at - opened_at <= interval '24 hours')::float / count(*) as within_day from desk.tickets where status = 'done'
---
select percentile_cont(0.5) within group (order by extract(epoch from closed_at - opened_at)) / 3600 from desk.tickets where closed_at is not null
---
select p.name, w.open, w.points from desk.workload w join desk.people p on p.id = w.person_id order by w.open desc, p.name
---
select person_id, name, open from desk.workload where open > 0 order by 1
---
select date_trunc('week', opened_at, 'UTC') as week, count(*) opened, count(closed_at) closed from desk.tickets group by week order by week
---
select id, parent.title from desk.tickets t join lateral (select title from desk.tickets x where x.id = t.parent_id) parent on true order by id
---
select t.id from desk.tickets t where t.points > (select avg(points) from desk.tickets where status = t.status) order by 1
---
select id, title from desk.tickets where title ilike any (array['%export%', '%mode%']) order by id
---
select id from desk.tickets where status in ('open', 'doing') and priority between 1 and 3 and assignee_id is not null order by id
---
select status::text as s from desk.tickets where status > 'open'::desk.status group by status order by status
---
select enum_range(null::desk.status)
---
select x.status, count(t.id) from unnest(enum_range(null::desk.status)) as x(status) left join desk.tickets t on t.status = x.status group by x.status order by x.status
---
select /* all */ count(*) -- of them
  , /* the
  max */ max(id)
from   desk . tickets
  where	status
    =	'done'
---
select t."id" as "Ticket #", t."title" "Title", t.priority as "Prio!" from "desk"."tickets" as t where "t"."status" = 'open'
---
SELECT Count(*) AS "COUNT", Sum(Value) "Σ" FROM Events.EVENTS WHERE Type IN ('purchase')
---
select type as value, value as type, name from (select type, value, 'n' as name from events.events order by id limit 3) s
---
select level, position, url from events.events where position > 5 and level is not null order by level, position, id fetch next 3 rows only
---
select id from events.events order by id offset 10 rows fetch first 5 rows only
---
select id from events.events order by level desc, id limit 5 offset 5
---
select id, level from events.events order by level fetch first 2 rows with ties
---
select * from events.daily where date = '2024-02-03' order by type
---
select count(*) from events.events_2024_02 where type = 'view'
---
select date, max(count) from events.daily d where count > (select avg(count) from events.daily i where i.type = d.type) group by date order by date desc limit 5
---
select u.*, s.n from events.active_users u join (select user_id, count(*) n from events.sessions group by 1) s on s.user_id = u.id order by u.id
---
select plan, count(*) * 100.0 / sum(count(*)) over () as share from events.users group by plan order by plan
---
select country, string_agg(distinct plan::text, '/' order by plan::text) from events.users group by country order by country
---
select nullif(trim(both from '  x '), '') is not null, coalesce(null, 'a'), ' a ' || 'b'
---
select interval '1 year 2 months' + interval '3 days', interval '90 minutes' * 2, interval '1' day, interval '2 hours' / 4, -interval '1 day'
---
select timestamptz '2024-03-31 00:30:00+01' at time zone 'Europe/Berlin', timestamp '2024-01-01 12:00' at time zone 'Asia/Tokyo' at time zone 'UTC', date '2024-02-28' + 1, date '2024-03-01' - date '2024-02-01', time '10:00' + interval '90 minutes'
---
select 7 / 2, 7 % 3, 7.0 / 2, 2 ^ 10, round(2.5), round(-1.255, 2), ceil(1.2), floor(-1.2), abs(-3), sign(-2), mod(9, 4), power(2, 3), sqrt(16), ln(1), exp(0), greatest(1, 2, 3), trunc(1.99, 1)
---
select '5' + 3, '2024-01-01'::date + 30, 1::boolean, 'true'::bool, 't' = 't', 1 <> 2, 1 != 2, null is null, true and not false or null
---
select cast('12.50' as decimal(8, 2)), cast(1.9 as integer), '1e3'::float8::int, 3::text || 'x', 'abc'::varchar(2), 1::bit(4), 'a'::char(3) || '|'
---
select sum(n) filter (where n % 2 = 0), array_agg(n order by n desc), count(*) from generate_series(1, 9) as n
---
select a.n, b.n from generate_series(1, 3) a(n) cross join generate_series(1, 2) b(n) where a.n <> b.n order by 1, 2
---
select x, y from (values (1, null), (2, 'b')) as t(x, y) where y is not distinct from null
---
select s.id, s.user_id from events.sessions as s natural join (select id, user_id from events.sessions where device = 'phone') as p order by 1
---
select coalesce(a.country, b.country) as country, a.n as active, b.n as inactive from (select country, count(*) n from events.users where active group by country) a full outer join (select country, count(*) n from events.users where not active group by country) b on a.country = b.country order by 1
---
select country, a.n, b.n as inactive from (select country, count(*) n from events.users where active group by country) a full join (select country, count(*) n from events.users where not active group by country) b using (country) order by country
---
select e1.user_id, count(*) from events.events e1 join events.events e2 on e1.user_id = e2.user_id and e2."timestamp" > e1."timestamp" and e2."timestamp" <= e1."timestamp" + interval '1 day' where e1.type = 'cart' and e2.type = 'purchase' group by e1.user_id order by 1
---
select user_id, array_agg(type order by "timestamp") as path from (select user_id, type, "timestamp", row_number() over (partition by user_id order by "timestamp") rn from events.events) x where rn <= 4 group by user_id order by user_id
---
select ip, host(ip), family(ip), ip << inet '10.0.0.0/28' as inside from events.sessions order by ip limit 20
---
select md5(name), encode(sha256(convert_to(name, 'UTF8')), 'hex'), reverse(name), ascii(name), chr(65) from events.users order by id
---
select id, case when properties = '{}' then 'empty' when properties ? 'utm' then 'campaign' end as kind, properties - 'tags' as rest, properties || '{"seen": true}'::jsonb as more from events.users order by id
---
select to_tsvector('english', title) @@ plainto_tsquery('english', 'exports') as hit, ts_rank(to_tsvector('english', title), to_tsquery('english', 'export')) as rank, id from desk.tickets order by id
---
select int4range(1, 5) && int4range(4, 8), daterange('2024-01-01', '2024-02-01', '[)') @> date '2024-01-31', lower(tstzrange('2024-01-01 00:00+00', null)), upper_inf(numrange(1, null))
---
select * from desk.tickets t where t.custom is null or t.custom = '{}'::jsonb order by t.id
---
select t.*, count(*) over () as total from desk.teams t order by t.id limit 2
---
select p.id, p.name, m.name as manager, coalesce(mm.name, '(none)') as above from desk.people p left join desk.people m on m.id = p.manager_id left join desk.people mm on mm.id = m.manager_id order by p.id
---
select exists(select 1 from desk.tickets where status = 'blocked') as any_blocked, (select count(*) from desk.tickets) - (select count(*) from desk.tickets where status = 'done') as remaining
---
select t.id, t.title, row_number() over (order by t.priority, t.id) as position, rank() over (partition by t.status order by t.points desc nulls last) from desk.tickets t order by position
---
select lower(title) as title, length(title) from desk.tickets order by length(title) desc, 1 limit 3
---
select count(*), count(assignee_id), count(distinct assignee_id), count(all assignee_id), count((status, priority)) from desk.tickets
---
select status, array_agg(distinct priority) from desk.tickets group by status having count(*) >= 1 and max(priority) < 10 order by array_length(array_agg(distinct priority), 1), status
---
select id, body ~* '\mfixed\M' as fixed, body like '%\%%' as percent, body like '100!%%' escape '!' as hundred, position('#' in body) as hash from desk.comments order by id
---
select 'Ünïcode ☃'::text as "größe", length('☃'), upper('straße'), U&'\2603' as snowman
---
select width, height, width * height as area from (select 3 as width, 4 as height) as size
---
select date '2024-01-01' as date, time '12:00' as time, 'x' as name, 1 as value, 2 as type, 3 as level, 4 as "user", 5 as year, 6 as month, 7 as key, 8 as text, 9 as count, 10 as zone, 11 as first, 12 as last
---
select e.type, e.value, e.position, e.level, e."timestamp", e.url from events.events e where e.type = 'purchase' and e.value >= 100 order by e.value desc limit 3
---
select type, value, position, level, timestamp from events.events order by id limit 2
---
select timestamp from events.events order by timestamp desc limit 1
---
select name, count from (select name, count(*) over () as count from events.users) x order by name
---
with t as materialized (select * from events.users), s as not materialized (select * from t where active) select count(*) from s
---
with a as (select 1 as x), b as (select x + 1 as x from a), c as (select * from a union all select * from b) select sum(x) from c
---
select sum(total) from (select o.customer_id, sum(i.quantity * p.price) as total from shop.orders o join shop.order_items i on i.order_id = o.id join shop.products p on p.id = i.product_id where o.status <> 'cancelled' group by o.customer_id) x
---
select c.name, coalesce(sum(o.amount) filter (where o.created_at >= '2024-02-01'), 0) as recent, max(o.created_at)::date as last_order from shop.customers c left join shop.orders o on o.customer_id = c.id group by c.id, c.name order by recent desc, c.name
---
select p.title, p.price, p.price - lag(p.price) over (order by p.price) as step, round(p.price / sum(p.price) over () * 100, 1) || '%' as share from shop.products p order by p.price
---
select a.title, b.title, count(*) from shop.order_items x join shop.order_items y on x.order_id = y.order_id and x.product_id < y.product_id join shop.products a on a.id = x.product_id join shop.products b on b.id = y.product_id group by a.title, b.title order by 3 desc
---
select customer_id, min(created_at) as first, max(created_at) as last, count(*) as orders, (max(created_at) - min(created_at)) / nullif(count(*) - 1, 0) as between_orders from shop.orders group by customer_id order by customer_id
---
select ntile(2) over (order by sum(amount) desc) as tile, customer_id, sum(amount) from shop.orders group by customer_id order by 1, 2
---
select 1 as a, 2 as b union select 3, 4 order by a desc, b limit 1
---
select string_to_array('a,b,c', ','), array_length(string_to_array('a,b', ','), 1), (string_to_array('a-b-c', '-'))[2], array[1, 2] || 3, (array[[1, 2], [3, 4]])[2][1]
---
select (array_agg(name order by created_at desc))[1] as newest from events.users
---
select json_object_agg(name, id order by id) from events.users where id < 3
---
select row_to_json(t) from (select id, name from desk.teams order by id) t
---
select jsonb_agg(to_jsonb(t) - 'group' order by t.id) from desk.teams t
---
select json_agg(t order by t.id) from (select id, title from desk.tickets) t
---
select t.id, not exists (select from desk.comments c where c.ticket_id = t.id) as silent from desk.tickets t order by t.id
---
select count(*) from events.events tt, events.users uu where tt.user_id = uu.id and uu.plan = 'team' and tt.properties ->> 'page' = '1'
---
select id, "timestamp"::date from events.events where "timestamp"::date = '2024-02-14' or "timestamp" between '2024-02-20' and '2024-02-20 12:00+00' order by id
---
select id from events.users where created_at >= date_trunc('month', timestamptz '2024-02-15 00:00+00') and created_at < date_trunc('month', timestamptz '2024-02-15 00:00+00') + interval '1 month' order by id
---
select case when count(*) = 0 then 'none' else 'some' end from desk.tickets where points is null
---
select least(due, date '2024-01-20'), greatest(priority, 2), num_nulls(due, closed_at, estimate) from desk.tickets order by id
---
select points + 1 as points, points::numeric / 3 as third, points between 3 and 5 as middle from desk.tickets where points is not null order by id
---
select phone, phone like '+49%' as german, length(phone) from shop.customers order by id
---
select region, name from shop.customers order by region collate "C", name collate "C" desc
---
select * from (select 1 as one) x, lateral (select x.one + 1 as two) y
---
select c.region, count(*) as customers, count(*) filter (where exists (select 1 from shop.orders o where o.customer_id = c.id)) as with_orders from shop.customers c group by c.region order by 1
---
select date_trunc('day', s.started_at at time zone 'UTC')::date d, s.device, count(distinct s.user_id) dau from events.sessions s group by 1, 2 order by 1, 2
---
select (jsonb_each_text(u.properties)).key, count(*) from events.users u group by 1 order by 2 desc, 1
---
select id, (regexp_matches(url, '^https?://([^/]+)'))[1] from events.events order by id limit 3
---
select u.name, (select jsonb_agg(x) from (select e.type, e.value from events.events e where e.user_id = u.id order by e.id limit 2) x) from events.users u order by u.id
---
with x(a, b) as (values (1, 'one'), (2, 'two')) select * from x where a in (select a from x) order by a
---
select * from events.users order by case when country = 'DE' then 0 else 1 end, name desc
---
select status, count(*) from desk.tickets group by status order by array_position(array['open', 'doing', 'blocked', 'done']::desk.status[], status)
---
select count(*), date_part('year', opened_at) as year from desk.tickets group by date_part('year', opened_at)
---
select id from desk.tickets where opened_at::date >= current_date - interval '100 years' order by id
---
select now() > timestamp '2020-01-01', current_date > '2020-01-01', current_timestamp(0) is not null, localtime is not null
---
select t.id, t.title, coalesce(p.name, 'nobody') as who from desk.tickets as t left join desk.people as p on (t.assignee_id = p.id) where t.title !~~ 'E%' and coalesce(t.points, 0) <> 0 order by who, id
---
select sum(case when status = 'done' then 1 end)::numeric / nullif(count(*), 0) * 100 as pct, to_char(sum(points), 'FM999,990.00') from desk.tickets
---
select id, amount, amount::money::text like '%' as m, to_char(amount, 'FM9,999.00'), amount::int % 2 = 0 as even from shop.orders order by id
---
select title, price, case when price < 10 then 'cheap' when price between 10 and 40 then 'mid' else 'dear' end bucket from shop.products order by price desc
---
select floor(price / 10) * 10 as from_price, count(*) from shop.products group by 1 order by 1
---
select x.* from shop.orders o cross join lateral (values ('amount', o.amount::text), ('region', o.region), ('status', o.status::text)) as x(field, value) where o.id = 1 order by 1
---
select o.status, o.region, sum(o.amount) over (partition by o.status order by o.created_at, o.id) from shop.orders o order by o.status, o.created_at
---
select min(price) keep_min, max(price) keep_max, (array_agg(title order by price))[1] cheapest, (array_agg(title order by price desc))[1] dearest from shop.products
---
select string_agg(tag, ', ' order by tag) from (select distinct unnest(tags) as tag from shop.products) t
---
select tag, count(*) from shop.products, unnest(tags) tag group by tag having count(*) > 1 order by tag
---
select p.title, count(*) filter (where i.quantity > 1) as multi, sum(i.quantity) from shop.products p left join shop.order_items i on i.product_id = p.id group by p.id order by p.title
---
select extract(hour from created_at at time zone 'UTC') as hour, to_char(created_at at time zone 'UTC', 'Dy') dow, count(*) from shop.orders group by 1, 2 order by 1, 2
---
select date_trunc('quarter', created_at at time zone 'UTC') q, sum(amount) from shop.orders group by q order by q
---
select generate_series(1, 3) as n, 'x' as c
---
select d::date, extract(isodow from d) from generate_series(date '2024-01-01', '2024-01-07', '1 day'::interval) d
---
select lower(substring(title, 1, 1)) || substr(title, 2), title ~* '^k', title similar to '%(u|a)%', regexp_count(title, 'e') from shop.products order by id
---
select translate(title, 'aeiou', ''), char_length(title), octet_length(title), quote_literal(title), to_hex(id) from shop.products order by id
---
select array_agg(distinct region order by region desc), count(distinct (region, status)) from shop.orders
---
select first_value(id) over (partition by region order by created_at rows between unbounded preceding and unbounded following) from shop.orders order by id
---
select id, amount, avg(amount) over (order by id rows 2 preceding) ma, sum(amount) over (order by id rows between current row and unbounded following) rest from shop.orders order by id
---
select id, lag(id, 2, 0) over (order by id) as p2, lead(status) over (partition by region order by id) from shop.orders order by id
---
select region, amount, cume_dist() over (partition by region order by amount), row_number() over () > 0 from shop.orders order by 1, 2
---
select a.id, b.id from shop.orders a left join shop.orders b on b.customer_id = a.customer_id and b.created_at > a.created_at and not exists (select 1 from shop.orders c where c.customer_id = a.customer_id and c.created_at > a.created_at and c.created_at < b.created_at) order by 1, 2
---
select customer_id from shop.orders group by customer_id having count(*) > 1 and bool_and(status <> 'cancelled') order by 1
---
select count(*) from shop.orders where remark ilike '%GIFT%' escape '\'
---
select id from shop.orders where (region, status) in (('EU', 'paid'), ('US', 'paid')) order by id
---
select id from shop.orders where status not in ('paid', 'new') and not amount < 10 order by id
---
select id from shop.orders where created_at > '2024-02-01'::date and created_at <= '2024-02-01'::date + 30 order by id
---
select id from shop.orders where amount::text like '%.50' or amount = 49 order by id
---
select exists (select * from shop.orders where amount > 1e3), not exists (select from shop.orders where amount < 0) as none
---
select (select max(amount) from shop.orders) - (select min(amount) from shop.orders) as spread
---
select u.country, u.plan, count(*), round(avg(s.n), 2) from events.users u join lateral (select count(*) n from events.sessions s where s.user_id = u.id) s on true group by u.country, u.plan order by 1, 2
---
select device, percentile_cont(0.95) within group (order by extract(epoch from ended_at - started_at)) filter (where ended_at is not null) p95 from events.sessions group by device order by device
---
select width_bucket(extract(hour from started_at at time zone 'UTC')::int, array[0, 6, 12, 18]) b, count(*) from events.sessions group by 1 order by 1
---
with ordered as (select id, "timestamp", row_number() over (order by "timestamp") rn from events.events) select a.id, extract(epoch from b."timestamp" - a."timestamp")::int secs from ordered a join ordered b on b.rn = a.rn + 1 order by a.rn limit 4
---
with recursive dates(d) as (select date '2024-02-01' union all select d + 1 from dates where d < date '2024-02-05') select d, (select count(*) from events.events e where e."timestamp"::date = d) from dates order by d
---
with recursive t(n, f) as (select 1, 1::numeric union all select n + 1, f * (n + 1) from t where n < 20) select max(f) from t
---
with recursive sub as (select id, parent_id, title, array[id] as trail, false as loop from desk.tickets where parent_id is null union all select t.id, t.parent_id, t.title, sub.trail || t.id, t.id = any(sub.trail) from desk.tickets t, sub where t.parent_id = sub.id and not sub.loop) select repeat('-', cardinality(trail) - 1) || title from sub order by trail
---
select t.title, (t.custom -> 'links' -> 0 ->> 'to')::int as linked, jsonb_array_length(coalesce(t.custom -> 'links', '[]')) n from desk.tickets t order by t.id
---
select key, value, jsonb_typeof(value) from desk.tickets t, jsonb_each(t.custom) where t.id = 1 order by key
---
select jsonb_path_query(custom, '$.links[*].kind') from desk.tickets where custom is not null
---
select json_build_object('open', count(*) filter (where status = 'open'), 'all', count(*))::text from desk.tickets
---
select array_to_json(array_agg(row_to_json(x))) from (select id, title from desk.tickets order by id limit 2) x
---
select name, started, age(date '2024-01-01', started), date_part('day', date '2024-01-01'::timestamp - started::timestamp) as days from desk.people order by id
---
select distinct p.name from desk.people p inner join desk.tickets t on t.assignee_id = p.id or t.reporter_id = p.id order by p.name
---
select manager.name, count(*) as reports from desk.people p join desk.people manager on manager.id = p.manager_id group by manager.name order by 2 desc, 1
---
select status, priority, count(*), grouping(status, priority) from desk.tickets group by rollup (status, priority) having count(*) > 0 order by 1 nulls last, 2 nulls last
---
select * from desk.tickets where id = (select max(id) from desk.tickets where status = 'done') or labels = '{}'
---
select t.*, c.body from desk.tickets t left join desk.comments c on c.id = (select max(id) from desk.comments x where x.ticket_id = t.id) order by t.id
---
select u.plan, array_agg(u.name order by u.name) as names, jsonb_object_agg(u.name, u.country order by u.name) from events.users u group by u.plan order by 1
---
select name || ' <' || coalesce(country, '?') || '>' as "User", length(name) as "Len", 'it''s' as "Quote ""d""" from events.users order by 1
---
select - id as neg, + id pos, id * -1, 2 - -id, -(-id), not true is false, id between -1 and +3 and true from shop.products order by id
---
select id, case when id = 1 then null else id end is null as n, (id = 1) is not true t, id is not null and true from shop.products order by id
---
select 1 as "1", true as t
---
select null as nothing, array[]::int[] as empty, '{}'::text[] as e2, '[]'::jsonb as j, row(1, 'x') as r, (1, 2) = (1, 2) as eq
---
select 'a'::text collate "C" < 'B', 'ä' collate "C" > 'z', upper('ß')
---
select date '2024-02-29' + interval '1 year', '2024-01-31'::date + '1 month'::interval, date '2024-01-01' - 7, timestamp '2024-01-01 00:00' - timestamp '2023-12-25', (date '2024-01-01', date '2024-02-01') overlaps (date '2024-01-15', interval '10 days')
---
select to_timestamp(1704067200) at time zone 'UTC', extract(epoch from timestamptz '2024-01-01 00:00+00'), to_date('05 Dec 2000', 'DD Mon YYYY'), to_number('1,234.5', '9G999D9'), make_interval(hours => 2, mins => 30), timezone('UTC', timestamptz '2024-01-01 00:00+00')
---
select gen.n, count(i.*) from generate_series(1, 3) gen(n) left join shop.order_items i on i.product_id = gen.n group by gen.n order by gen.n
---
select count(i) from shop.order_items i
---
select count(c.*), count(distinct c.*) from shop.categories c
---
select coalesce(x, y) from (select null::int as x, 2 as y) s
---
select p.id from (shop.products p left join (shop.order_items i join shop.orders o on o.id = i.order_id) on i.product_id = p.id) where o.id is null
---
select * from (select 1) as x(a), (select 2) as y(b)
---
select shop.products.title from shop.products, shop.order_items where shop.products.id = shop.order_items.product_id order by 1
---
select events.users.name from events.users join desk.people on desk.people.id = events.users.id order by 1
---
select events.events.type, count(*) from events.events group by events.events.type order by 1
---
select x.id from shop.products x where x.attributes -> 'bulbs' @> '[1]' or (x.attributes ->> 'watt')::numeric > 1e2 order by 1
---
select id, tags @> array['steel'], tags <@ array['kitchen', 'steel'], tags[array_upper(tags, 1)], tags[:1] from shop.products order by id
---
select region, (select name from shop.customers c2 where c2.region = c.region order by id limit 1) as first from (select distinct region from shop.customers) c order by region
---
select count(*) over (), * from shop.categories order by id limit 2
---
select *, id * 2 as twice from shop.categories order by id
---
select c.*, p.label as parent from shop.categories c left join shop.categories p on p.id = c.parent_id order by c.id
---
select label from shop.categories where label like 'k%' union (select title from shop.products order by price limit 1) order by 1
---
select * from (select label as name from shop.categories union all select title from shop.products) u where name ~ '[A-Z]' order by name limit 5
---
select id from shop.products intersect (select product_id from shop.order_items union select 1) order by id
---
(select 'a' as k, 1 as v) union all (select 'b', 2) order by v desc
---
select k, sum(v) from (select 'a' as k, 1 as v union all select 'a', 2 union all select 'b', 3) s group by k order by k
---
select n, n % 15 = 0 as fizzbuzz from generate_series(1, 30) s(n) where n % 5 = 0
---
select md5(string_agg(id::text, ',' order by id)) from shop.orders
---
select bit_and(id::int), bit_or(id::int), every(id > 0) from shop.orders
---
select stddev(amount)::numeric(12, 3), variance(amount)::numeric(14, 2), regr_slope(amount, id)::numeric(12, 3), corr(id, amount)::numeric(8, 6) from shop.orders
---
select table_schema from (select 'x' as table_schema) t
---
select u.id, (jsonb_each(u.properties)).* from events.users u where u.id = 1 order by 2
---
select title from desk.tickets where title like '%\%' escape '\' or title like E'%\\\\' or 'a_b' like '%\_%' escape '\' order by 1
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
select 'a' is normalized, U&'a\0308' is not nfc normalized, normalize(U&'a\0308', nfc) = U&'\00e4', normalize('a')
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
select make_interval(days := 3, hours:=id) from shop.products order by id
---
select substring('foobar' similar '%#"o_b#"%' escape '#'), substring(title similar 'K#"%#"' escape '#') from products order by id
---
select position('e' in (title)), position(('e') in title), position('a' || 'b' in 'xab'), "substring"(title, 2, 1), pg_catalog.substring(title, 1, 2), "position"(title, 'e'), pg_catalog."overlay"(title, 'X', 1), title like 'K%' escape '!' from products order by id
---
select position('e' in title) in (2) as a, (position('x' in title) = 0) is true as b, title not similar to 'K%' from products order by id
---
select id from shop.orders where abs(hashtext(id::text)) % 4 >= 0 and hashtextextended('a', 7) <> 0 order by id
---
SELECT random() BETWEEN 0 AND 1 AS ok, gen_random_uuid() IS NOT NULL AS u, pi()::numeric(4,3), degrees(pi()), sin(0), atan2(1, 1)::numeric(5,4), gcd(12, 18), lcm(4, 6), factorial(5), cbrt(27), log(100), log(2, 8)
---
SELECT (regexp_matches('a1b22', '([a-z])(\d+)'))[2], regexp_substr('abc', '(b)(c)', 1, 1, 'i', 2)
---
SELECT 1 = ALL ('{1,1}'::int[]), 3 > SOME (VALUES (1), (5)), (1, 2) = (SELECT 1, 2), ARRAY[1,2] = ARRAY(VALUES (1), (2)), 'a' LIKE ALL (ARRAY['a%', '%a'])
---
SELECT format('%1$s/%2$s %%', region, status), format('%-10s|', region), format('%I.%I', 'a b', 'c') FROM orders ORDER BY id
---
SELECT id, tags[array_upper(tags, 1)], tags[:1], tags[2:], (ARRAY[1,2,3])[2], ('{{1,2},{3,4}}'::int[])[2][1] FROM products ORDER BY id
---
SELECT upper(title), lower(title), initcap(title), length(title), char_length(title), octet_length(title), substring(title FROM 1 FOR 3), substring(title from '[a-z]+'), substr(title, 2), left(title, 2), right(title, 2), lpad(id::text, 5, '0'), rpad(title, 8, '.'), trim(both 'K' from title), ltrim(title, 'M'), btrim(title, 'p'), position('e' in title), strpos(title, 'e'), replace(title, 'e', '3'), translate(title, 'aeiou', '12345'), reverse(title), overlay(title placing 'XX' from 2 for 1), concat(title, '-', id), concat_ws('|', title, null, id), format('%s costs %s (%I)', title, price, title), md5(title), ascii(title), chr(65 + id), starts_with(title, 'K'), title ^@ 'L', quote_literal(title), quote_ident(title), to_hex(id), encode(convert_to(title, 'UTF8'), 'base64') FROM shop.products ORDER BY id
---
SELECT id, labels, array_remove(labels, 'bug') AS rest, array_append(labels, 'x'), array_cat(labels, '{y}'), array_prepend('z', labels), array_replace(labels, 'bug', 'defect'), array_to_string(labels, ','), string_to_array('a,b,c', ','), array_upper(labels, 1), array_ndims(labels), array_fill(0, ARRAY[2]), trim_array(ARRAY[1,2,3], 1) FROM desk.tickets ORDER BY id
---
SELECT
    (DATE(users.created_at )) AS "users.created_date",
    CASE WHEN users.active  THEN 'Yes' ELSE 'No' END
 AS "users.is_active",
    COUNT(*) AS "users.count",
    COALESCE(SUM(CASE WHEN (((users.plan)::text) = 'team') THEN 1 ELSE 0 END ), 0) AS "users.team"
FROM events.users  AS users
WHERE ((( users.created_at ) >= ((TIMESTAMP '2024-01-01')) AND ( users.created_at ) < ((TIMESTAMP '2024-01-01' + (12 || ' month')::INTERVAL))))
GROUP BY
    (DATE(users.created_at )),
    2
ORDER BY
    1 DESC
FETCH NEXT 500 ROWS ONLY
---
SELECT NOT (1 = 2) AND 3 BETWEEN SYMMETRIC 5 AND 1 AS a, 1 <> 2, 1 != 2, 'a' < 'b', 5 NOT BETWEEN 1 AND 2, 1 IN (1, 2), 'x' NOT IN ('y')
---
SELECT (point(1, 2) <-> point(4, 6)) AS dist, box(point(0,0), point(1,1)) @> point(0.5, 0.5)
---
SELECT count(*), now() - '1 day'::interval < now(), current_timestamp(3) <= clock_timestamp() FROM orders
---
SELECT substring('foobar' similar '%#"o_b#"%' escape '#'), substring('abc' for 2), position('b' in 'abc'), overlay('abcdef' placing '##' from 3), trim(leading '0' from '007'), trim('  x '), extract(century from date '2024-01-01')
---
SELECT array(select n from generate_series(1,3) n) || 4, 0 || array[1], array[1,2] <@ array[1,2,3], array[1] < array[2], array[[1],[2]] || array[3]
---
SELECT greatest(1, price), least(price, 10.0), round(price, 1), ceil(price), floor(price), trunc(price, 1), mod(id, 2), power(id, 2), sqrt(id)::numeric(6,3), abs(-price), sign(price), ln(price)::numeric(6,3), exp(1)::numeric(6,3), div(id, 2), id % 2, id ^ 2, |/ id::float, @ (-id), id << 1, id # 3, ~id, id & 1 FROM shop.products ORDER BY id
---
SELECT tsrange(now()::timestamp, null) IS NOT NULL, int4range '[1,4]' -|- int4range '[5,6]', '[1,3)'::int4range << '[5,6)'::int4range, int8multirange(int8range(1,3)) @> 2::bigint, '{[1,3),[5,7)}'::int4multirange - '{[2,6)}'::int4multirange
---
SELECT bin, encode(bin, 'hex'), length(bin), get_byte(bin, 0), substring(bin from 1 for 2), sha256(bin), bits, bits & b'1100', bit_length(x), arr[2:], u::text, lower(rng), j->>'a', jb->'b'->0 FROM shop.types ORDER BY id
---
SELECT host(ip), family(ip), masklen(ip), network(ip), text(ip), ip << inet '10.0.0.0/8' AS private, set_masklen(ip, 24), ip + 1 FROM events.sessions ORDER BY started_at LIMIT 3
---
SELECT int4range(1, 5) * int4range(3, 8) AS inter, daterange('2024-01-01', '2024-02-01', '[]') AS dr, lower(daterange('2024-01-01', '2024-02-01')) AS lo, upper_inc(int4range(1,5)), '[2024-01-01,2024-01-10)'::daterange @> date '2024-01-05' AS inside, range_merge(int4range(1,2), int4range(4,5)), isempty(int4range(1,1))
---
SELECT ordinality, elem FROM json_array_elements_text('["x","y"]'::json) WITH ORDINALITY AS t(elem, ordinality)
---
SELECT attributes->'bulbs'->-1, attributes->'bulbs'->>0, attributes #- '{color}', attributes - 'color' - 'watt', attributes - '{color,watt}'::text[], attributes @> '{"bulbs": [1]}' FROM products ORDER BY id
---
SELECT jsonb_set(coalesce(custom, '{}'), '{votes}', '0', true), custom #- '{links}', custom || '{"x": 1}', jsonb_typeof(custom), jsonb_insert(coalesce(custom, '{}'), '{z}', '1') FROM desk.tickets ORDER BY id
---
SELECT interval '3' day, interval '1 12:59:10' day to second, interval '2-3', interval(0) '1.5 seconds', 'P1Y2M'::interval, '1 week ago'::interval, cast('90 min' as interval hour to minute)
---
SELECT key, value FROM jsonb_each('{"a": 1, "b": [2]}'::jsonb) ORDER BY key
---
SELECT ARRAY(SELECT title FROM shop.products ORDER BY price DESC) AS titles, ARRAY[[1,2],[3,4]] AS m, array_length(ARRAY[[1,2],[3,4]], 2)
---
SELECT ALL id FROM orders ORDER BY id ASC FETCH FIRST ROW ONLY
---
SELECT 'a' ~<~ 'b', 10 <> ALL(ARRAY[1]), jsonb '{"a":1}' @@ '$.a == 1', tsquery 'a' @> 'a'
---
SELECT id, JUSTIFY_DAYS(INTERVAL '35 days'), age(timestamp '2024-03-01'), date_part('epoch', estimate) FROM desk.tickets WHERE false
---
SELECT date 'infinity' > now(), 'epoch'::timestamptz, 'today'::date IS NOT NULL, timestamp with time zone '2024-01-01 00:00:00+01', time '10:00' + interval '1 hour', current_time(0) IS NOT NULL, localtime IS NOT NULL
---
SELECT $$it's here$$ AS a, $tag$ body $$ inside $tag$ AS b, E'tab\tnew\nline \x41 \u00e9' AS c, U&'\00e9t\00e9' AS d, 'ünïcode ☃' AS e
---
SELECT format('%s-%s', VARIADIC ARRAY['a', 'b']), concat_ws(',', VARIADIC ARRAY['x','y']), jsonb_build_array(VARIADIC ARRAY[1,2])
---
SELECT string_to_table('a,b,c', ',') AS part
---
SELECT 'é' IS NORMALIZED, 'é' IS NFC NORMALIZED, NORMALIZE('é', NFKC)
---
SELECT t.id, tr.from, tr.to, tr.at - lag(tr.at) OVER (PARTITION BY t.id ORDER BY tr.at) AS spent FROM desk.tickets t JOIN desk.transitions tr ON tr.ticket_id = t.id ORDER BY t.id, tr.at
---
SELECT ROW(1, 'a') = ROW(1, 'a') AS eq, (ROW(1, 2) < ROW(1, 3)) AS lt, (1, NULL) IS NULL AS nul
---
SELECT B'1010' | B'0101', X'1F', bit_count(B'1011')
---
SELECT title FROM products WHERE title !~~* 'k%' OR title ~~ 'K%' OR title !~* '^l' ORDER BY title
---
SELECT title FROM shop.products WHERE price >= ALL (SELECT price FROM shop.products) OR price < ANY (ARRAY[10, 20]::numeric[]) ORDER BY title
---
WITH events_log AS (SELECT opened_at AS at, 1 AS delta FROM desk.tickets UNION ALL SELECT closed_at, -1 FROM desk.tickets WHERE closed_at IS NOT NULL) SELECT at, sum(delta) OVER (ORDER BY at, delta ROWS UNBOUNDED PRECEDING) AS open FROM events_log ORDER BY at, delta
---
SELECT jsonb_pretty(jsonb_strip_nulls(to_jsonb(t) - 'custom')) FROM desk.tickets t WHERE id = 1
---
SELECT COUNT(*) AS "__count", MIN(amount) AS "min", MAX(amount) AS "max", AVG(amount)::numeric(10,2), VAR_POP(amount)::numeric(12,2), STDDEV(amount)::numeric(12,2), bool_and(amount > 0), bool_or(status = 'new'), every(amount > 1) FROM shop.orders
---
SELECT to_char(1234567.891, '9,999,999.99'), to_char(-5, 'S99'), to_char(0.5, 'FM990.0%'), to_char(12, 'RN'), to_char(interval '15h 2m', 'HH24:MI'), to_number('1,234.5', '9G999D9')
---
SELECT title FROM shop.products WHERE title ILIKE '%a%' AND title NOT LIKE 'X\_%' ESCAPE '\' AND title SIMILAR TO '(K|L|M)%' AND title !~ '^\d' ORDER BY title
