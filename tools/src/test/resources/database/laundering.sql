select * from shop.customers
---
select ssn, card_number, email from shop.customers
---
select ssn as x from shop.customers
---
select "ssn" from shop.customers
---
select SSN from SHOP.CUSTOMERS
---
select customers.ssn from shop.customers
---
select shop.customers.ssn from shop.customers
---
select c.* from shop.customers c
---
select c from shop.customers c
---
select customers from shop.customers
---
select c::text from shop.customers c
---
select (c).ssn from shop.customers c
---
select (c).* from shop.customers c
---
select (customers).card_number from shop.customers
---
select row_to_json(c) from shop.customers c
---
select to_jsonb(c) -> 'ssn' from shop.customers c
---
select json_agg(c) from shop.customers c
---
select jsonb_object_agg(c.id, c.ssn) from shop.customers c
---
select array_agg(ssn) from shop.customers
---
select array_agg(c) from shop.customers c
---
select string_agg(ssn, ',') from shop.customers
---
select min(ssn), max(ssn) from shop.customers
---
select mode() within group (order by ssn) from shop.customers
---
select percentile_disc(0.5) within group (order by ssn) from shop.customers
---
select first_value(ssn) over (order by id) from shop.customers
---
select lag(ssn) over (order by id) from shop.customers
---
select nth_value(card_number, 2) over (order by id) from shop.customers
---
select reverse(ssn) from shop.customers
---
select upper(email), lower(ssn), initcap(ssn) from shop.customers
---
select substring(ssn from 1 for 4), substr(ssn, 5), left(ssn, 4), right(ssn, 6) from shop.customers
---
select split_part(ssn, '-', 1), split_part(card_number, '-', 2) from shop.customers
---
select encode(ssn::bytea, 'hex') from shop.customers
---
select encode(convert_to(ssn, 'UTF8'), 'base64') from shop.customers
---
select md5(ssn), sha256(ssn::bytea) from shop.customers
---
select ascii(ssn), ascii(substr(ssn, 2)) from shop.customers
---
select array_agg(ascii(x)) from shop.customers, string_to_table(ssn, null) x
---
select regexp_split_to_table(ssn, '') from shop.customers
---
select regexp_matches(ssn, '(....)') from shop.customers
---
select translate(ssn, 'ABC', 'abc'), replace(ssn, '-', '') from shop.customers
---
select ssn || '' , '' || card_number, concat(ssn, card_number), concat_ws('-', ssn, email) from shop.customers
---
select format('%s', ssn), quote_literal(ssn), repeat(ssn, 2), lpad(ssn, 30, '.') from shop.customers
---
select cast(ssn as varchar(4)) from shop.customers
---
select ssn::int from shop.customers
---
select ssn::numeric from shop.customers
---
select ssn::date from shop.customers
---
select ssn::json from shop.customers
---
select ssn::uuid from shop.customers
---
select ssn::shop.order_status from shop.customers
---
select card_number::bigint from shop.customers
---
select 1 / (length(ssn) - length(ssn)) from shop.customers
---
select to_number(card_number, '9999') from shop.customers
---
select case when ssn like 'J%' then 'yes' else 'no' end from shop.customers
---
select id from shop.customers where ssn = 'JQXW-KVZB-7731'
---
select id from shop.customers where ssn like 'JQXW%'
---
select id from shop.customers where ssn in ('JQXW-KVZB-7731', 'WVXK-QJZH-8842')
---
select id from shop.customers where ssn between 'J' and 'K'
---
select id from shop.customers where substr(ssn, 1, 1) = 'J'
---
select count(*) from shop.customers where ssn ~ '^J'
---
select id from shop.customers order by ssn
---
select id from shop.customers order by card_number desc limit 1
---
select rank() over (order by ssn), id from shop.customers
---
select ssn from shop.customers group by ssn
---
select count(*), ssn from shop.customers group by 2
---
select max(id) from shop.customers group by ssn having ssn like 'J%'
---
select distinct ssn from shop.customers
---
select ssn from shop.customers union select card_number from shop.customers
---
select name from shop.customers union all select ssn from shop.customers
---
select name from shop.customers except select ssn from shop.customers
---
select (select ssn from shop.customers where id = 1)
---
select (select c.ssn) from shop.customers c
---
select x.y from (select ssn as y from shop.customers) x
---
select y from (select ssn from shop.customers) x(y)
---
select a.b from (select * from shop.customers) a(a1, a2, b)
---
with t as (select * from shop.customers) select ssn from t
---
with t(a, b) as (select id, ssn from shop.customers) select b from t
---
with customers as (select ssn as name from shop.customers) select name from customers
---
with shop as (select 1) select ssn from shop.customers
---
with recursive r(id, s) as (select id, ssn from shop.customers where id = 1 union all select r.id + 1, c.ssn from r join shop.customers c on c.id = r.id + 1) select s from r
---
select l.s from shop.orders o, lateral (select ssn as s from shop.customers c where c.id = o.customer_id) l
---
select c.ssn from shop.orders o join shop.customers c on c.id = o.customer_id
---
select j.ssn from (shop.orders o join shop.customers c on c.id = o.customer_id) j(a, b, c2, d, e, f, g, h, id2, name2, email2, ssn)
---
select ssn from shop.customers natural join (select 1 as id) x
---
select ssn from shop.customers join shop.customers c2 using (ssn)
---
select a.id, b.id from shop.customers a join shop.customers b on a.ssn < b.ssn
---
select v.x from shop.customers c, lateral (values (c.ssn), (c.card_number)) v(x)
---
select u from shop.customers c, unnest(array[c.ssn, c.email]) u
---
select k.key, k.value from shop.customers c, jsonb_each_text(to_jsonb(c)) k
---
select jsonb_path_query(to_jsonb(c), '$.ssn') from shop.customers c
---
select jsonb_pretty(jsonb_build_object('x', c.ssn)) from shop.customers c
---
select json_build_array(ssn, card_number, email, balance, birthday) from shop.customers
---
select array[ssn, card_number][1] from shop.customers
---
select array(select ssn from shop.customers)
---
select array_to_string(array(select email from shop.customers), ',')
---
select (array_agg(ssn))[1:2] from shop.customers
---
select row(ssn, card_number) from shop.customers
---
select (ssn, email)::text from shop.customers
---
select coalesce(ssn, card_number), nullif(ssn, ''), greatest(ssn, 'A'), least(ssn, 'Z') from shop.customers
---
select case id when 1 then ssn else email end from shop.customers
---
select to_tsvector('simple', ssn) from shop.customers
---
select ts_headline('simple', ssn, to_tsquery('simple', 'jqxw')) from shop.customers
---
select starts_with(ssn, 'J'), strpos(ssn, 'Q'), length(ssn) from shop.customers
---
select balance, balance + 1, balance::text, -balance, round(balance, 1), to_char(balance, '99999.99') from shop.customers
---
select sum(balance), avg(balance), max(balance), stddev(balance) from shop.customers
---
select id from shop.customers where balance > 80000
---
select birthday, birthday + 0, birthday::text, to_char(birthday, 'MM-DD'), extract(doy from birthday), age(birthday) from shop.customers
---
select date_trunc('day', birthday), birthday - date '1900-01-01' from shop.customers
---
select external_id, external_id::text, replace(external_id::text, '-', '') from shop.customers
---
select * from shop.contacts
---
select tax_number, mail from shop.contacts
---
select t from shop.contacts_again
---
select x from shop.contacts as c(a, b, x, d)
---
select row_to_json(c) from shop.contacts c
---
select * from shop.cards
---
select pan from shop.cards
---
select email from shop.visits
---
select email from shop.visits_2024
---
select * from shop.visits_2024 v
---
select v.email, c.email from shop.visits v join shop.customers c on c.email = v.email
---
select * from shop.orders
---
select remark from shop.orders where region = 'US'
---
select remark from shop.orders where region = 'US' or true
---
select max(amount), string_agg(remark, ',') from shop.orders
---
select remark from shop.orders o where not exists (select 1 from shop.orders x where x.id = o.id and x.region = 'EU')
---
select total from shop.order_totals
---
select * from order_totals order by total desc
---
select 1 / (amount - 6661.25) from shop.orders
---
select id from shop.orders where 1 / (amount - 6661.25) > 0
---
select id from shop.orders where remark::int > 0 and region = 'US'
---
select count(*) from shop.orders where amount > 6000
---
select region from shop.orders union select remark from shop.orders
---
with orders as (select * from shop.orders) select remark from orders
---
select o.remark from shop.customers c left join shop.orders o on o.customer_id = c.id
---
select o.remark from shop.orders o right join shop.customers c on o.customer_id = c.id and o.region = 'US'
---
select i.quantity, o.remark from shop.order_items i left join shop.orders o on o.id = i.order_id
---
select sum(o.amount) over (), o.remark from shop.orders o
---
select (select remark from shop.orders where id = 4)
---
select grouping(ssn), ssn from shop.customers group by rollup (ssn)
---
select string_agg(ssn, ',' order by ssn) filter (where ssn is not null) from shop.customers
---
select ssn collate "C" from shop.customers order by ssn collate "C"
---
select ssn is null, email is not null from shop.customers
---
select ssn ilike 'jqxw%' , ssn similar to 'J%', ssn ~~ 'J%' from shop.customers
---
select name from shop.customers where (ssn, id) > ('A', 0)
---
select name from shop.customers where ssn = any (array['JQXW-KVZB-7731'])
---
select 1 from shop.customers limit (select length(ssn) from shop.customers where id = 1)
---
select generate_series(1, ascii(ssn)) from shop.customers where id = 1
---
select chr(ascii(ssn) + 1) from shop.customers
---
select crc32(ssn::bytea), get_byte(ssn::bytea, 0), to_hex(ascii(ssn)) from shop.customers
---
select convert_from(decode(encode(ssn::bytea, 'base64'), 'base64'), 'UTF8') from shop.customers
---
select E'\x53' || ssn, U&'\0061' || ssn, $$a$$ || ssn from shop.customers
---
select ssn/**/from/**/shop . customers -- x
---
select c.id, c.ssn, count(*) from shop.customers c group by c.id
---
select c.id, c.email from shop.customers c group by c.id having c.ssn like 'J%' order by c.card_number
---
select o.id, o.remark, c.ssn from shop.orders o right join shop.customers c on c.id = o.customer_id group by o.id, c.id
---
select t.remark from (select o.id, o.remark from shop.orders o group by o.id) t
---
table shop.customers
---
table contacts
---
table shop.cards
---
table only shop.visits_2024
---
with t as (table shop.customers) select ssn from t
---
select (table (select 1)) from shop.customers
---
select ssn, email from only shop.customers
---
select * from only (shop.customers) as c
---
select email from only shop.visits_2024
---
select email from shop.visits *
---
table shop.orders
---
select remark from only shop.orders
---
select remark from shop.orders * o where region = 'US'
---
select id from shop.customers order by ssn using >
---
select ssn operator(pg_catalog.||) card_number from shop.customers
---
select id from shop.customers where ssn operator(pg_catalog.~) '^J'
---
select a.ssn from shop.orders o join shop.orders p join shop.customers a on a.id = p.customer_id on o.id = p.id
---
select j.ssn from shop.customers c join shop.customers d using (ssn) as j
---
select row_to_json(j) from shop.customers c join shop.customers d using (ssn, card_number) as j
---
select (j).email from shop.customers c join shop.customers d using (email) as j
---
select ssn is json, ssn is normalized, ssn is nfkc normalized, card_number is not json scalar from shop.customers
---
select normalize(ssn, nfkd) from shop.customers
---
select json_value(to_jsonb(c), '$.ssn'), json_query(to_jsonb(c), '$' returning text), json_exists(to_jsonb(c), '$ ? (@.ssn starts with "JQXW")') from shop.customers c
---
select json_value('{}', '$.a' default (select ssn from shop.customers where id = 1) on empty)
---
select json_value('{}', '$.a' returning int default 0 on empty), json_query('[1]', '$[*] ? (@ < $x)' passing length(ssn) as x), json_query('1', '$x' passing ssn as x) from shop.customers
---
select json_object('s' value ssn, email : card_number), json_array(ssn, card_number), json_scalar(ssn), json_serialize(json_scalar(email)), json(to_json(ssn)) from shop.customers
---
select json_objectagg(id value ssn), json_arrayagg(ssn order by card_number) from shop.customers
---
select json_array(select ssn from shop.customers)
---
select t.* from shop.customers c, json_table(to_jsonb(c), '$' columns (n for ordinality, s text path '$.ssn', nested path '$' columns (e text path '$.email'))) as t
---
select t.x from shop.customers c, json_table('[1]', '$[*] ? (@ < $s.size())' passing c.ssn as s columns (x text path '$s')) as t
---
select x from json_table(array_to_json(array(select ssn from shop.customers))::jsonb, '$[*]' columns (x text path '$'))
---
with recursive r(s, i) as (select ssn, id from shop.customers where id = 1 union all select c.ssn, c.id from r join shop.customers c on c.id = r.i + 1) search depth first by s set way select way from r
---
with recursive r(s, i) as (select ssn, id from shop.customers where id = 1 union all select c.ssn, c.id from r join shop.customers c on c.id = r.i + 1) cycle s set looped using trail select trail, r from r
---
select v.* from shop.customers c, lateral (values (c.*)) as v
---
select * from unnest(array(select ssn from shop.customers), array(select email from shop.customers)) as u(a, b)
---
select u from rows from (unnest(array(select ssn from shop.customers), array[1])) as u
---
select ssn ~<~ 'K', ssn ~>=~ 'J', ssn ^@ 'JQ', c *= c from shop.customers c
---
select point(ascii(ssn), 0), area(box(point(0, 0), point(ascii(ssn), 1))), parse_ident('a' || left(ssn, 4)) from shop.customers
---
select (array[ssn, email])[id:id], json_object('s':ssn) from shop.customers
