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
select * from shop.vip_customers
---
select ssn, tier from shop.vip_customers where name = 'Vi'
---
select c.ssn from shop.vip_customers v join shop.customers c on c.ssn = v.ssn
---
select * from shop.customers c natural join shop.vip_customers v
---
table shop.vip_customers
---
select * from shop.accounts
---
select iban_key from shop.accounts
---
select a.iban_key, a.iban from shop.accounts a where a.iban_key like 'w%'
---
select upper(iban_key) from shop.accounts order by iban_key
---
select count(*) from shop.accounts where iban_key ~ '^wjvx'
---
select id from shop.accounts where iban_key = 'wjvxqkzg5512'
---
select row_to_json(a) from shop.accounts a
---
select to_jsonb(a) - 'id' from shop.accounts a
---
select code, length(code), code || '', code::text, trim(code) from shop.accounts
---
select pin, lower(pin), pin::varchar(3), pin = 'QVWZ5512' from shop.accounts
---
select aliases, aliases[1], array_to_string(aliases, '/'), cardinality(aliases) from shop.accounts
---
select id, a from shop.accounts left join lateral unnest(aliases) a on true
---
select id from shop.accounts where 'HXQJ-KW' = any (aliases)
---
select id from shop.accounts where aliases && '{HXQJ-KW}'
---
select profile, profile ->> 'pet', profile #>> '{pet}', jsonb_pretty(profile) from shop.accounts
---
select id, k from shop.accounts a left join lateral jsonb_object_keys(a.profile) k on true
---
select id from shop.accounts where profile @> '{"pet": "GJQX-ZWV"}'
---
select id from shop.accounts where profile ? 'age'
---
select jsonb_path_query_array(profile, '$.**') from shop.accounts
---
select jsonb_path_exists(profile, '$.pet ? (@ starts with "G")'), jsonb_path_match(profile, '$.size > 2') from shop.accounts
---
select secret_at, extract(epoch from secret_at), to_char(secret_at, 'MM-DD HH24:MI:SS'), secret_at::date, secret_at::time from shop.accounts
---
select id from shop.accounts where secret_at > '2021-06-01'
---
select id from shop.accounts order by secret_at desc
---
select secret_at - '2021-01-01'::timestamptz, age(secret_at, '2021-01-01') from shop.accounts
---
select kept, lower(kept), upper(kept), kept @> date '2021-03-10', isempty(kept) from shop.accounts
---
select id from shop.accounts where kept && daterange('2021-03-01', '2021-04-01')
---
select range_agg(kept), range_intersect_agg(kept) from shop.accounts
---
select address, host(address), address << inet '10.83.0.0/16', address::text, set_masklen(address, 24) from shop.accounts
---
select raw, encode(raw, 'escape'), encode(raw, 'base64'), length(raw), md5(raw), get_byte(raw, 0) from shop.accounts
---
select convert_from(raw, 'UTF8') from shop.accounts
---
select status, status::text, status > 'new', count(*) from shop.accounts group by status
---
select id from shop.accounts where status = 'paid'
---
select phone, left(phone, 6), phone::text from shop.accounts
---
select * from shop.account_list
---
select k, number, pet from shop.account_list where k like 'W%'
---
select number from shop.account_list al order by al.pet
---
select row_to_json(l) ->> 'k' from shop.account_list l
---
select * from shop.everyone
---
select code from shop.everyone where name = 'account'
---
select max(code), min(code), count(distinct code) from shop.everyone
---
select * from shop.rich
---
select count(*) from shop.rich
---
select c.id from shop.customers c join shop.rich r using (id)
---
select id from shop.customers where id in (select id from shop.rich)
---
select * from shop.ledger
---
select * from shop.ledger_us
---
select memo, amount from shop.ledger_us u
---
select sum(amount), count(*), max(memo) from shop.ledger
---
select * from shop.ledger_sums
---
select total from shop.ledger_sums where region = 'US'
---
select l.* from shop.ledger l right join (values ('US'), ('EU')) r(region) using (region)
---
select * from shop.ledger where region <> 'EU' or region = 'US' or 1 / (amount - 7713.25) > 0
---
select 1 from shop.ledger where memo::int = 1
---
select exists (select 1 from shop.ledger_us)
---
select (select count(*) from shop.ledger_us) + (select count(*) from shop.orders where region = 'US')
---
select id from shop.ledger_us union all select id from shop.ledger_eu
---
with recursive l as (select * from shop.ledger union select * from l) select * from l
---
select ssn from (select c.* from shop.customers c) as ssn
---
select ssn from (select c as ssn from shop.customers c) s
---
select (s.ssn).ssn from (select c as ssn from shop.customers c) s
---
select s from (select * from shop.customers) s
---
select s::text from (select id, ssn from shop.customers) s
---
select x.* from (select (c).* from shop.customers c) x
---
select (select c) from shop.customers c
---
select (select row_to_json(c)) from shop.customers c
---
select (array_agg(c))[1] from shop.customers c
---
select json_agg(row(c.*)) from shop.customers c
---
select row(c.*) from shop.customers c
---
select row(c.*, c) from shop.customers c
---
select array[row(ssn, id)] from shop.customers
---
select c = c, c <> c, c is null, c is not null, c.* is null from shop.customers c
---
select c from shop.customers c order by c
---
select count(distinct c), count(c) from shop.customers c
---
select max(c::text) from shop.customers c
---
select c1.id from shop.customers c1 join shop.customers c2 on c1 < c2
---
select id from shop.customers where customers = customers and (customers.*)::text like '%JQXW%'
---
select hashtext(ssn), hash_record(c) from shop.customers c
---
select length(c::text) from shop.customers c
---
select octet_length(ssn), bit_length(card_number), char_length(email) from shop.customers
---
select pg_column_size(ssn), pg_column_size(c), pg_typeof(c) from shop.customers c
---
select num_nulls(ssn, email, balance, birthday), num_nonnulls(variadic array[ssn, card_number]) from shop.customers
---
select ssn is distinct from null, balance is null, external_id is not null from shop.customers
---
select coalesce(balance, 0), nullif(balance, 91827.64), greatest(balance, 50000) from shop.customers
---
select id from shop.customers where balance is not null
---
select id from shop.customers where balance = any (array[91827.64, 1])
---
select id, balance between 90000 and 92000 from shop.customers
---
select width_bucket(balance, 0, 100000, 10) from shop.customers
---
select width_bucket(balance, array[10000, 60000, 80000]) from shop.customers
---
select ntile(2) over (order by balance), percent_rank() over (order by balance), cume_dist() over (order by balance) from shop.customers
---
select id, sum(balance) over (order by id), avg(balance) over (partition by region) from shop.customers
---
select id, count(*) over (order by balance range between 1000 preceding and 1000 following) from shop.customers
---
select id, count(*) over (partition by ssn), dense_rank() over (order by ssn) from shop.customers
---
select id, count(*) over (order by ssn groups between unbounded preceding and current row) from shop.customers
---
select last_value(card_number) over w, max(ssn) over w from shop.customers window w as (order by ssn)
---
select percentile_cont(0.5) within group (order by balance), percentile_disc(array[0, 0.5, 1]) within group (order by card_number) from shop.customers
---
select rank('K') within group (order by ssn), dense_rank('K') within group (order by ssn) from shop.customers
---
select cume_dist(60000) within group (order by balance), percent_rank(60000) within group (order by balance) from shop.customers
---
select corr(balance, id), regr_slope(balance, id), regr_intercept(balance, id), covar_pop(id, balance), regr_count(id, balance) from shop.customers
---
select stddev(balance), var_pop(balance), count(balance), bool_or(balance > 80000), every(balance > 1) from shop.customers
---
select bit_and(balance::int), bit_xor(ascii(ssn)), bit_or(length(ssn)) from shop.customers
---
select sum(ascii(substr(ssn, n, 1)) * 256 ^ n) from shop.customers, generate_series(1, 5) n where id = 1
---
select n, (select count(*) from shop.customers where substr(ssn, n, 1) = chr(n + 64)) from generate_series(1, 14) n
---
select n from generate_series(65, 90) n where chr(n) = (select left(ssn, 1) from shop.customers where id = 1)
---
select generate_series(1, length(ssn)) from shop.customers
---
select * from generate_series(1, (select ascii(ssn) from shop.customers where id = 1))
---
select * from generate_series((select min(birthday) from shop.customers), (select max(birthday) from shop.customers), interval '1 month')
---
select generate_subscripts(string_to_array(ssn, 'J'), 1) from shop.customers
---
select id from shop.customers limit (select ascii(ssn) - 70 from shop.customers where id = 1)
---
select id from shop.customers order by id offset (select case when ssn like 'J%' then 1 else 0 end from shop.customers where id = 1)
---
select id from shop.customers order by ssn fetch first 1 rows with ties
---
select id from shop.customers fetch first (select length(card_number) from shop.customers where id = 4) rows only
---
select id from shop.customers order by ssn limit 1
---
select id from shop.customers order by (select ssn) desc
---
select id from shop.customers order by case when ssn > 'M' then id else -id end
---
select id from shop.customers order by 1 + length(ssn)
---
select id, ssn as x from shop.customers order by x
---
select id, ssn from shop.customers order by 2 desc nulls last
---
select name as ssn from shop.customers order by ssn
---
select name as ssn from shop.customers group by ssn
---
select distinct on (ssn) id from shop.customers order by ssn, id
---
select distinct on (balance > 60000) id from shop.customers order by balance > 60000, id
---
select ssn, count(*) from shop.customers group by 1 having max(ssn) > 'K'
---
select balance > 60000 as b, count(*) from shop.customers group by b
---
select left(ssn, 1), count(*) from shop.customers group by left(ssn, 1)
---
select region, count(*) filter (where ssn like 'J%') from shop.customers group by region
---
select region, string_agg(name, ',' order by ssn) from shop.customers group by region
---
select array_agg(id order by card_number desc, balance) from shop.customers
---
select grouping(ssn, email), ssn, email, count(*) from shop.customers group by cube (ssn, email)
---
select count(*) from shop.customers group by grouping sets ((ssn), (balance), ())
---
select c.id, c.ssn, c.balance, c.birthday from shop.customers c group by c.id order by c.balance
---
select c.id from shop.customers c group by c.id having min(c.ssn) like 'J%'
---
select c.id from shop.customers c group by c.id, c.ssn having c.ssn < 'M'
---
select name from shop.customers where exists (select 1 where ssn like 'J%')
---
select name from shop.customers c where exists (select from shop.visits v where v.email = c.email)
---
select name from shop.customers where ssn = (select min(ssn) from shop.customers)
---
select name from shop.customers where ssn >= all (select ssn from shop.customers)
---
select name from shop.customers where ssn = some (select tax_number from shop.contacts)
---
select name from shop.customers where (ssn, card_number) in (select ssn, card_number from shop.customers where id = 1)
---
select name from shop.customers where row(ssn, 1) = row('JQXW-KVZB-7731', 1)
---
select name from shop.customers where (name, ssn) < ('B', 'K')
---
select name from shop.customers where ssn not between symmetric 'Z' and 'K'
---
select name from shop.customers where ssn like any (array['J%', 'W%'])
---
select name from shop.customers where ssn ~~* 'jq%' or ssn !~~ 'W%'
---
select name from shop.customers where ssn ^@ 'JQ'
---
select name from shop.customers where ssn ~>=~ 'K'
---
select name from shop.customers where ssn collate "C" > 'K'
---
select name from shop.customers where (ssn || email) ~* 'jqxw.*qzvxw'
---
select name from shop.customers where not ssn <> 'JQXW-KVZB-7731'
---
select name from shop.customers where to_tsvector('simple', ssn) @@ to_tsquery('simple', 'jqxw')
---
select name from shop.customers where position('JQ' in ssn) > 0
---
select name from shop.customers where overlay(ssn placing 'x' from 1 for 13) = 'x1'
---
select name from shop.customers where case ssn when 'JQXW-KVZB-7731' then true else false end
---
select name from shop.customers where case when id = 1 then ssn = 'JQXW-KVZB-7731' else 1 / (id - id) = 1 end
---
select 1 / (case when ssn like 'J%' then 0 else 1 end) from shop.customers
---
select 1 / (ssn = 'JQXW-KVZB-7731')::int from shop.customers
---
select 1 / (balance - 91827.64) from shop.customers where id = 1
---
select 1 / (extract(month from birthday) - 3) from shop.customers where id = 1
---
select sqrt(50000 - balance) from shop.customers
---
select ln(balance - 91827.64) from shop.customers
---
select (ssn || 'x')::int from shop.customers
---
select ('{' || ssn)::jsonb from shop.customers
---
select ('[' || ssn || ']')::json -> 0 from shop.customers
---
select ('{' || card_number || '}')::text[] from shop.customers
---
select ssn::inet, ssn::cidr from shop.customers
---
select ssn::interval from shop.customers
---
select ssn::timestamptz from shop.customers
---
select ssn::bytea, ('\x' || ssn)::bytea from shop.customers
---
select ssn::money from shop.customers
---
select ssn::bit(8) from shop.customers
---
select ssn::box from shop.customers
---
select ssn::int4range from shop.customers
---
select ssn::jsonpath from shop.customers
---
select ssn::tsquery from shop.customers
---
select ssn::name, ssn::varchar(3), ssn::char, ssn::bpchar from shop.customers
---
select email::char(4), email::varchar(2) from shop.customers
---
select balance::int, balance::float8, balance::money, balance::numeric(3, 1) from shop.customers
---
select balance::int2 from shop.customers
---
select birthday::timestamp, birthday::text::varchar(10) from shop.customers
---
select to_date(ssn, 'YYYY'), to_timestamp(ssn, 'YYYY') from shop.customers
---
select make_date(length(ssn), 1, 1), chr(length(ssn)) from shop.customers
---
select decode(ssn, 'hex') from shop.customers
---
select decode(ssn, 'base64') from shop.customers
---
select encode(ssn::bytea, ssn) from shop.customers
---
select convert_to(name, ssn) from shop.customers
---
select regexp_match('x', ssn || '(') from shop.customers
---
select 'x' ~ (ssn || '[') from shop.customers
---
select 'x' like (ssn || E'\\') from shop.customers
---
select 'x' similar to ssn escape ssn from shop.customers
---
select format(ssn || '%z', 1) from shop.customers
---
select format('%I %L %s %1$s', ssn, card_number, c) from shop.customers c
---
select quote_ident(ssn), quote_nullable(balance), quote_literal(birthday) from shop.customers
---
select json_object(array[ssn, email]), json_object(array[ssn], array[card_number]) from shop.customers
---
select json_build_object(ssn, 1) from shop.customers
---
select jsonb_build_object(balance, 1) from shop.customers
---
select json_object_agg(ssn, id) from shop.customers
---
select jsonb_object_agg(coalesce(ssn, 'x'), card_number) from shop.customers
---
select jsonb_set('{}', array[ssn], to_jsonb(card_number)) from shop.customers
---
select to_jsonb(c) #>> '{ssn}', to_jsonb(c) @> '{"ssn": "JQXW-KVZB-7731"}' from shop.customers c
---
select e.value from shop.customers c, json_each_text(row_to_json(c)) e
---
select e.* from shop.customers c cross join lateral jsonb_each(to_jsonb(c)) e(k, v)
---
select r.* from shop.customers c, jsonb_to_record(to_jsonb(c)) as r(ssn text, card_number text, balance numeric)
---
select r.ssn from jsonb_to_recordset((select jsonb_agg(c) from shop.customers c)) as r(ssn text)
---
select a from shop.customers c, string_to_table(ssn || ',' || email, ',') a
---
select a, o from shop.customers c, regexp_split_to_table(c.card_number, '-') with ordinality as t(a, o)
---
select * from rows from (unnest((select array_agg(ssn) from shop.customers)), generate_series(1, 3)) as t(s, n)
---
select * from unnest((select array_agg(ssn) from shop.customers), (select array_agg(email) from shop.customers)) as u(a, b)
---
select array_position(array['JQXW-KVZB-7731'], ssn), array_remove(array[ssn], 'x'), array[ssn] @> array['JQXW-KVZB-7731'] from shop.customers
---
select array_fill(ssn, array[2]), array_cat(array[ssn], array[email::text]) from shop.customers
---
select (array[ssn, card_number])[1:2], trim_array(array[ssn, 'x'], 1) from shop.customers
---
select string_to_array(ssn, '-'), (string_to_array(ssn, null))[3] from shop.customers
---
select ts_headline('simple', notes || ssn, to_tsquery('simple', 'a')), tsvector_to_array(to_tsvector('simple', ssn)), strip(to_tsvector('simple', ssn)) from shop.customers
---
select phraseto_tsquery('simple', ssn), querytree(plainto_tsquery('simple', ssn)), numnode(websearch_to_tsquery('simple', ssn)) from shop.customers
---
select int4range(length(ssn), 99), daterange(birthday, null), numrange(balance, balance, '[]') from shop.customers
---
select tstzrange(birthday, birthday + 1) && tstzrange('1987-01-01', '1987-06-01') from shop.customers
---
select substring(ssn from '(....)'), substring(ssn similar 'J#"__#"%' escape '#'), substring(ssn for 2) from shop.customers
---
select overlay(ssn placing '' from 1 for 0), trim(both 'J' from ssn), trim(trailing '1' from ssn), position('Q' in ssn), extract(day from birthday), normalize(ssn) from shop.customers
---
select date_part('doy', birthday), date_trunc('month', birthday), date_bin('1 day', birthday::timestamp, '2000-01-01') from shop.customers
---
select age(birthday), isfinite(birthday), birthday + interval '1 day', birthday at time zone 'UTC' from shop.customers
---
select (birthday, birthday) overlaps (date '1987-03-01', date '1987-04-01') from shop.customers
---
select external_id::text like '7c9e%', uuid_extract_version(external_id), external_id > '50000000-0000-0000-0000-000000000000' from shop.customers
---
select id from shop.customers where external_id = '7c9e6679-7425-40de-944b-e07fc1f90ae7'
---
select id from shop.customers where email = 'qzvxw@zzkqj.test'
---
select id from shop.customers where email in (values ('qzvxw@zzkqj.test'), ('x'))
---
select v.customer_id from shop.visits v where lower(v.email) = 'qzvxw@zzkqj.test'
---
select u.id from events.users u where email like 'q%' or email is null
---
select u.email, p.email, c.email from events.users u join desk.people p using (email) join shop.customers c on c.email = p.email
---
select email, count(*) from (select email from events.users union all select email from desk.people) x group by email
---
select split_part(email, '@', 2), count(*) from events.users group by 1
---
select substring(email from position('@' in email) + 1) as domain from desk.people
---
select distinct regexp_replace(email, '@.*', '') from events.users
---
select to_json(u) from events.users u
---
select u.* from events.active_users a join events.users u on u.id = a.id
---
select p.* from desk.people p
---
select json_agg(p) filter (where p.email is not null) from desk.people p
---
select w.name, p.email from desk.workload w join desk.people p on p.id = w.person_id
---
with recursive up as (select id, email, manager_id from desk.people where id = 4 union all select p.id, p.email, p.manager_id from up join desk.people p on p.id = up.manager_id) select email from up
---
with recursive r(n, s) as (select 1, ''::text union all select n + 1, s || (select substr(ssn, n, 1) from shop.customers where id = 1) from r where n < 15) select s from r
---
with recursive r(n) as (select 1 union all select n + 1 from r where n < (select ascii(ssn) from shop.customers where id = 1)) select max(n) from r
---
with a as (select ssn from shop.customers), b as (select ssn as n from a), c(x) as (select n from b) select x from c
---
with shop_customers as (select * from shop.customers) select (shop_customers).ssn from shop_customers
---
with customers(ssn) as (select 'a'::text) select ssn from shop.customers union all select ssn from customers
---
with customers as (select 1 as id) select c.* from customers, lateral (select * from shop.customers) c
---
with orders as (select * from shop.orders where region = 'US') select * from orders, shop.orders o2
---
with x as (with customers as (select 2) select 1) select ssn from customers
---
select * from (with customers as (select * from shop.customers) select * from customers) z
---
(with c as (select ssn from shop.customers) select ssn from c) union all (select card_number from shop.customers)
---
select name, null from shop.customers union select ssn, 'x' from shop.customers order by 1
---
select null, name from shop.customers union all select ssn, ssn from shop.customers
---
select id, name from shop.customers union all values (99, (select ssn from shop.customers where id = 1))
---
select name from shop.customers intersect select ssn from shop.customers
---
select 'JQXW-KVZB-7731' intersect select ssn from shop.customers
---
select 'JQXW-KVZB-7731' except all select ssn from shop.customers
---
values ((select ssn from shop.customers where id = 1)), ((select card_number from shop.customers where id = 2))
---
select * from (values ((select balance from shop.customers where id = 1))) v
---
select x from shop.customers c cross join lateral (select c.ssn union select c.email) as l(x)
---
select l.* from shop.customers c left join lateral (select c.ssn as a, c.balance as b) l on true
---
select l.n from shop.orders o, lateral (select count(*) as n from shop.customers c where c.ssn > o.remark) l
---
select a.ssn from shop.customers a join shop.customers b using (id, ssn)
---
select ssn from shop.customers a full join shop.customers b using (ssn)
---
select * from shop.customers a natural left join shop.contacts b
---
select id, tax_number, ssn from shop.customers natural join shop.contacts
---
select count(*) from shop.customers c join shop.contacts k on k.tax_number = c.ssn
---
select count(*) from shop.customers c join shop.accounts a on a.iban > c.ssn
---
select j.id from (shop.customers a join shop.orders o on o.customer_id = a.id) as j(id, b, c, d)
---
select c.region from (shop.customers c cross join shop.orders o) where o.region = 'US'
---
select o.amount from shop.orders as o(a, b, c, d, amount)
---
select d, e from shop.customers as c(a, b, cc, d, e)
---
select ssn from shop.customers as c(id, ssn)
---
select name as ssn, ssn as name from shop.customers
---
select s.name from (select ssn as name, name as ssn from shop.customers) s
---
SELECT "ssn" AS "n" FROM "shop"."customers" AS "c" WHERE "c"."ssn" IS NOT NULL
---
select shop.customers.* from shop.customers
---
select shop.customers.ssn, customers.card_number, (shop.customers.ssn) from shop.customers where shop.customers.balance > 1
---
select "customers"."ssn"::text || "shop"."customers"."card_number" from shop.customers
---
select(ssn)from(shop.customers)
---
select ssn	,
card_number/*x*//**/from/*/**/*/shop--
.customers
---
select $q$a$q$ || ssn || E'\n' || U&'\0041' from shop.customers
---
select max(amount) from shop.orders where id > 0
---
select o.* from shop.orders o where o.id in (4, 5)
---
select count(*), sum(amount), max(created_at), array_agg(id) from shop.orders where region is not null
---
select region, count(*) from shop.orders group by rollup (region)
---
select * from shop.orders where region in ('EU', 'US') order by amount desc
---
select remark from (select * from shop.orders) x where x.region = 'US'
---
select o1.remark, o2.remark from shop.orders o1 full join shop.orders o2 on o1.id = o2.id and o1.region = 'US'
---
select i.order_id, o.id is null as hidden, o.remark from shop.order_items i left join shop.orders o on o.id = i.order_id
---
select case when region = 'US' then remark end from shop.orders
---
select remark from shop.orders where id = 4 and case when region = 'US' then 1 / 0 = 1 else true end
---
select sum(case when remark like 'H%' then 1 / (amount - amount) else 0 end) from shop.orders
---
select (remark || 'x')::int from shop.orders where region = 'US'
---
select row_number() over (order by id), lag(amount) over (order by id), lead(remark) over (order by id) from shop.orders
---
select max(id) from shop.orders
---
select count(*) from shop.orders o join shop.orders p on p.amount > o.amount
---
select distinct on (customer_id) * from shop.orders order by customer_id, amount desc
---
select c.name, (select string_agg(o.remark, ',') from shop.orders o where o.customer_id = c.id) from shop.customers c
---
select c.id, c.name from shop.customers c where c.id not in (select customer_id from shop.orders where customer_id is not null)
---
select to_jsonb(o) from shop.orders o where o.remark ~ '^H'
---
select t from shop.order_totals t where total > 6000
---
select name, orders from shop.order_totals where customer_id = 3
---
select sum(total), max(total), string_agg(total::text, ',') from shop.order_totals
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
---
select email from only (shop.visits)
---
select * from shop.visits *
---
select ssn, email from only shop.customers
---
SELECT hashtext(ssn), hashtextextended(card_number, 0) FROM shop.customers
---
SELECT inet_merge(address, '10.0.0.1'), address & '255.255.0.0', address + 1, abbrev(address::cidr), masklen(address) FROM shop.accounts
---
SELECT JSON_VALUE('{"a": 1}', '$.b' DEFAULT ssn ON EMPTY) FROM shop.customers
---
SELECT texteq(ssn, 'x'), text_larger(ssn, card_number), bpchar(ssn) FROM shop.customers
---
SELECT U&"s!0073n" UESCAPE '!' FROM shop.customers
---
SELECT * FROM xmltable('/r' PASSING (SELECT xmlelement(name r, string_agg(ssn, ',')) FROM shop.customers) COLUMNS s text PATH '.')
---
SELECT (jsonb_populate_record(null::shop.customers, to_jsonb(c))).ssn FROM shop.customers c
---
SELECT array_fill(0, ARRAY[length(iban)]) FROM shop.accounts
---
SELECT textin(textout(ssn)) FROM shop.customers
---
SELECT date_trunc(ssn, now()) FROM shop.customers
---
SELECT xmlelement(name a, ssn), xmlforest(ssn, card_number) FROM shop.customers
---
SELECT extract(epoch from now() at time zone ssn) FROM shop.customers
---
SELECT pg_relation_size('shop.customers'), pg_column_size(ssn) FROM shop.customers
---
SELECT host(address), address - inet '10.0.0.0', network(address) FROM shop.accounts
---
SELECT any_value(ssn), any_value(iban) FROM shop.customers, shop.accounts
---
SELECT chr((balance / 1000)::int) FROM shop.customers
---
SELECT ssn, name FROM shop.customers ORDER BY ssn DESC NULLS LAST FETCH FIRST 1 ROW WITH TIES
---
SELECT regexp_count('aaa', card_number), regexp_replace('x', ssn || '(', 'y') FROM shop.customers
---
SELECT "shop"  .  "customers"  .  "ssn" FROM "shop" . "customers"
---
SELECT query_to_xml('select ssn from shop.customers', true, false, '')
---
SELECT name FROM shop.customers TABLESAMPLE BERNOULLI (100) WHERE ssn > 'M'
---
SELECT profile - 'pet', profile || '{}', profile #- '{pet}', jsonb_typeof(profile), profile = '{}' FROM shop.accounts
---
SELECT U&"\0073sn" FROM shop.customers
---
SELECT JSON_QUERY(profile, '$.*' WITH WRAPPER), JSON_EXISTS(profile, '$.pet ? (@ starts with "G")') FROM shop.accounts
---
SELECT profile ?? 'pet' FROM shop.accounts
---
SELECT shop.ssn_of(c) FROM shop.customers c
---
SELECT name a$b$, ssn $b$ FROM shop.customers
---
COPY (SELECT ssn FROM shop.customers) TO STDOUT
---
SELECT code::char(3), rpad(code, 20), code = 'KXJQ-5512', left(code, 4) FROM shop.accounts
---
SELECT v.n FROM (SELECT lpad(g::text, 4, '0') AS n FROM generate_series(0, 9999) g) v JOIN shop.customers c ON right(c.ssn, 4) = v.n
---
SELECT (array_agg(c))[1].ssn FROM shop.customers c
---
SELECT aliases || ARRAY[iban], aliases && ARRAY['HXQJ-KW'], array_position(aliases, 'VZQX-JG'), cardinality(aliases) FROM shop.accounts
---
SELECT sum(amount) OVER (), count(*) OVER () FROM shop.orders
---
SELECT shop.steal()
---
SELECT "name" FROM shop.customers "ssn" WHERE "ssn"."ssn" > 'K'
---
SELECT tsvector_to_array(to_tsvector('simple', iban)), ts_rank(to_tsvector(iban), 'wjvx') FROM shop.accounts
---
SELECT bit_xor(ascii(ssn)), bool_or(ssn > 'W') FROM shop.customers
---
SELECT "Odd Name".*, ssn FROM shop."Odd Name", shop.customers "Odd Name2"
---
SELECT bit_and(get_byte(raw, 2)), max(raw), md5(raw), sha512(raw), raw::text, raw > '\x50' FROM shop.accounts GROUP BY raw
---
SELECT ssn(c) FROM shop.customers c
---
SELECT aliases[1], unnest(aliases), array_to_string(aliases, '') FROM shop.accounts
---
SELECT hashtext(ssn), hashtextextended(ssn, 0), sha256(ssn::bytea) FROM shop.customers
---
SELECT tax_number(v) FROM shop.contacts v
---
SELECT record_out(c) FROM shop.customers c
---
SELECT textcat(ssn, '') FROM shop.customers
---
SELECT pg_get_viewdef('shop.rich'::regclass)
---
SELECT json_object_agg(ssn, card_number), jsonb_object_agg_strict(id, ssn) FROM shop.customers
---
SELECT ('x' || ssn)::bit(8) FROM shop.customers
---
SELECT numeric_out(balance) FROM shop.customers
---
SELECT id FROM shop.orders WHERE 1 / (amount - 6662.50) > -1000000
---
SELECT o.id FROM shop.categories c LEFT JOIN shop.orders o ON 1 / (o.amount - 6662.50) < c.id
---
SELECT sum(1 / (amount - 7714.50)) FROM shop.ledger_us
---
SELECT * FROM shop.orders o FULL JOIN shop.ledger l ON true WHERE o.region = 'US' OR l.region = 'US'
---
WITH RECURSIVE orders AS (SELECT id, remark FROM shop.orders UNION SELECT id + 1, remark FROM orders WHERE id < 5) SELECT * FROM orders
---
SELECT id FROM shop.categories GROUP BY id, (SELECT iban FROM shop.accounts WHERE id = 1) HAVING (SELECT iban_key FROM shop.accounts WHERE id = 1) > 'w'
