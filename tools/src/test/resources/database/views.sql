select id, substring(title, 1, 3) as s, substring(title from 2 for 2) as s2, substring(title from '[a-z]+') as s3 from shop.products
---
select id, position('e' in title) as p, position('e' || 't' in title || 'x') as p2, overlay(title placing 'XX' from 2) as o, overlay(title, 'X', 1) as o2 from shop.products
---
select id, trim(title) as t, trim(both 'K' from title) as t2, trim(leading from title) as t3, left(title, 2) as l, right(title, 2) as r from shop.products
---
select id, substring(title similar '%#"e#"%' escape '#') as x, title similar to 'K%' as y, title like 'K%' escape '!' as z, title not similar to 'x' escape '!' as w from shop.products
---
select id, substring(ssn, 1, 2) as a, position('-' in ssn) as b, overlay(ssn, 'x', 1) as c, substring(card_number similar '#"____#"%' escape '#') as d, trim(ssn) as e from shop.customers
---
select id from shop.customers where substring(ssn, 1, 1) = 'J' or position('J' in ssn) = 1 or ssn like 'J%' escape '!' or ssn similar to 'J%'
---
select id, region in ('EU', 'US') as a, region <> all (array['EU']) as b, amount between symmetric 5 and 1 as c, status::text as d, amount::numeric(6,1) as e, remark::varchar(3) as f, remark::char(3) as g, created_at::timestamp(0) as h, '{}'::text[] as i, (array['a','b'])[1] as j from shop.orders
---
select id, custom['votes'] as v, custom -> 'links' -> 0 ->> 'kind' as k, (custom ->> 'votes')::numeric(10,2) as n, custom @? '$.votes' as q from desk.tickets
---
select id, estimate > interval '1 hour' as a, interval '90' minute as b, extract(epoch from estimate) as c, opened_at at time zone 'Europe/Berlin' as d, due - 7 as e, (opened_at, closed_at) overlaps (opened_at, interval '1 day') as f from desk.tickets
---
select p.name, (select max(t.points) from desk.tickets t where t.assignee_id = p.id) as m, exists (select 1 from desk.comments c where c.author_id = p.id) as e, array(select t.id from desk.tickets t where t.reporter_id = p.id order by t.id) as a from desk.people p
---
with recursive t as (select id, parent_id, label from shop.categories where parent_id is null union all select c.id, c.parent_id, c.label from shop.categories c join t on t.id = c.parent_id) search depth first by id set o cycle id set cyc using path select id, label, cyc from t
---
select id, row_number() over w as rn, sum(amount) over (w rows between 1 preceding and current row exclude ties) as s from shop.orders window w as (partition by region order by id)
---
select u.id, x.source, x.utm from events.users u, jsonb_to_record(u.properties) as x(source text, utm jsonb)
---
with m as materialized (select * from shop.orders), n as not materialized (select id from m) select m.id, m.remark from m join n using (id)
---
select coalesce(a.id, b.id) as id, a.region, b.total from shop.orders a full join (select customer_id as id, sum(amount) as total from shop.orders group by 1) b using (id) order by 1, 2
---
select n, w from rows from (generate_series(1, 2), unnest(array['a'])) as t(n, w)
---
select id, case when balance > 60000 then 'rich' when balance is null then 'none' else 'poor' end as c, c.name || coalesce(c.notes, '-') as e, greatest(c.ssn, c.card_number) as g, ntile(3) over (order by balance, id) as n from shop.customers c
