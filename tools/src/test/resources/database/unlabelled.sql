1::int
---
1::decimal
---
name::text
---
(name)::text
---
upper(name)::text
---
trim(name)
---
trim(leading from name)
---
position('a' in name)
---
substring(name from 1)
---
overlay(name placing 'a' from 1)
---
extract(year from birthday)
---
birthday at time zone 'utc'
---
name collate "C"
---
case when true then 1 else id end
---
case when true then 1 else (id) end
---
case when true then 1 else id::text end
---
case when true then 1 else upper(name) end
---
case when true then id end
---
case when true then 1 else case when true then 1 else id end end
---
(select 1 as ssn)
---
(select id from shop.customers limit 1)
---
exists (select 1)
---
array(select 1 as ssn)
---
array[1]
---
(array[1])[1]
---
row(1,2)
---
(1,2)
---
coalesce(id,1)
---
nullif(id,1)
---
greatest(id,1)
---
current_date
---
id is null
---
not true
---
- id
---
id + 1
---
(id)
---
((id))
---
(customers.id)
---
(customers).id
---
customers
---
(customers)
---
to_jsonb(name)->'a'
---
(to_jsonb(name))['a']
---
(string_to_array(name,','))[1]
---
name is normalized
---
normalize(name)
---
grouping(id)
---
count(*)
---
count(*) filter (where true)
---
sum(id) over ()
---
json_object('a': 1)
---
json_array(1)
---
json_value('{}', '$.a')
---
json_query('{}', '$.a')
---
json_exists('{}', '$.a')
---
json('{}')
---
json_scalar(1)
---
json_serialize('{}')
---
json_arrayagg(1)
---
json_objectagg('a': 1)
---
interval '1 day'
---
date '2020-01-01'
---
timestamp with time zone '2020-01-01'
---
double precision '1'
---
1::double precision
---
1::bit
---
'a'::char
---
'a'::"char"
---
'a'::varchar(3)
---
cast(id as bigint)
---
cast(1 as character varying(3))
---
true
---
'x'
---
null
---
id between 1 and 2
---
id in (1)
---
id = any(array[1])
---
localtime
---
current_timestamp(3)
---
(values (1))
---
(select * from (values (1)) q(ssn))
---
(select 1 as ssn union select 2 as other)
---
(table shop.categories limit 1)
---
(select count(*))
---
(with q as (select 1 as ssn) select ssn from q)
---
xmlparse(document 'a')
---
collation for (name)
---
treat(id as int)
---
(now(), now()) overlaps (now(), now())
---
random()
---
1::int[]
---
'{}'::text[]
---
'a'::pg_catalog.text
---
int4(1)
---
name || 'a' collate "C"
---
unnest(array[1])
---
generate_series(1,2)
---
date_trunc('day', birthday)
---
E'a'
---
b'1'
---
merge_action()
---
system_user
---
user
---
current_role
---
current_catalog
---
session_user
---
json_array(select 1)
---
least(1,2)
---
id isnull
---
name like 'a'
---
(select (select 1 as ssn))
---
(customers.*)
---
($$a$$)
---
case id when 1 then 2 else array[1] end
---
case id when 1 then 2 else (select 1 as ssn) end
---
case id when 1 then 'a' else 'b'::text end
---
case id when 1 then 2 else id + 1 end
---
case when true then 1 else 2 end::text
---
case when true then 1 else name end::text
---
(select 1)::int
---
(select 1 as ssn)::int
---
coalesce(id,1)::text
---
(array[1])[1]::text
---
exists(select 1)::text
---
(1,2)::text
---
1::int4
---
'1'::numeric(10, 2)
---
now()::date
---
(now())::date
---
'2024-01-01'::date
---
id::text::int
---
case when true then 1 else coalesce(id, 1) end
---
case when true then 1 else 0 end
---
(select (id)::text)
---
trim(both from name)
---
cast(true as text)
---
'{}'::json
---
false
---
not false
