select * from customers
---
select ssn, card_number, email from customers
---
select ssn as x from customers
---
select "SSN" from customers
---
select "ssn" from customers
---
select SSN from PUBLIC.CUSTOMERS
---
select customers.ssn from customers
---
select public.customers.ssn from customers
---
select c.* from customers c
---
select c from customers c
---
select json_array(ssn, card_number, email, balance, birthday, external_id) from customers
---
select json_arrayagg(ssn) from customers
---
select array_agg(ssn), array_agg(email order by id) from customers
---
select listagg(ssn, ',') within group (order by id), string_agg(card_number) from customers
---
select listagg(ssn, ',') within group (order by ssn) filter (where ssn is not null) from customers
---
select min(ssn), max(ssn), any_value(ssn), mode() within group (order by ssn) from customers
---
select percentile_disc(0.5) within group (order by ssn), median(balance) from customers
---
select first_value(ssn) over (order by id), lag(ssn) over (order by id), nth_value(card_number, 2) over (order by id) from customers
---
select upper(email), lower(ssn), trim(both 'J' from ssn), ucase(email) from customers
---
select substring(ssn from 1 for 4), substr(ssn, 5), left(ssn, 4), right(ssn, 6) from customers
---
select rawtohex(ssn), stringtoutf8(ssn), ascii(ssn), hextoraw(rawtohex(ssn)) from customers
---
select cast(ssn as varbinary), cast(ssn as char(4)), ssn::varchar, cast(ssn as clob) from customers
---
select cast(ssn as int) from customers
---
select cast(card_number as bigint) from customers
---
select cast(ssn as date) from customers
---
select cast(ssn as uuid) from customers
---
select cast(external_id as varchar), cast(external_id as varbinary) from customers
---
select replace(ssn, '-', ''), instr(ssn, 'Q'), position('Q' in ssn), locate('Q', ssn), length(ssn) from customers
---
select ssn || '', '' || card_number, concat(ssn, card_number), concat_ws('-', ssn, email) from customers
---
select translate(ssn, 'ABC', 'abc'), soundex(ssn), difference(ssn, 'a'), insert(ssn, 1, 0, 'x'), quote_ident(ssn) from customers
---
select ora_hash(ssn), utf8tostring(stringtoutf8(ssn)) from customers
---
select array[ssn, card_number][1], array[ssn, email] from customers
---
select array(select ssn from customers)
---
select * from unnest(array(select ssn from customers))
---
select array_get(array(select email from customers), 1)
---
select char(ascii(ssn)), char(ascii(substring(ssn from 2 for 1))), char(ascii(substr(ssn, 3))) from customers
---
select c.id, listagg(substring(c.ssn from r.x for 1), '') within group (order by r.x) from customers c cross join system_range(1, 14) r group by c.id
---
select x from system_range(1, (select max(length(ssn)) from customers))
---
select case when ssn like 'J%' then 'yes' else ssn end from customers
---
select id from customers where ssn = 'JQXW-KVZB-7731'
---
select name, ssn from customers where ssn like 'JQXW%' or ssn ilike 'jqxw%'
---
select id, ssn from customers where ssn in ('JQXW-KVZB-7731', 'WVXK-QJZH-8842')
---
select id, ssn from customers where ssn between 'J' and 'K'
---
select ssn from customers order by ssn
---
select rank() over (order by ssn), ssn from customers
---
select ssn from customers group by ssn
---
select count(*), ssn from customers group by 2
---
select max(id), ssn from customers group by ssn having ssn like 'J%'
---
select c.id, c.ssn, count(*) from customers c group by c.id
---
select c.id, c.email from customers c group by c.id having c.ssn like 'J%' order by c.card_number
---
select distinct ssn from customers
---
select distinct on (ssn) ssn, name from customers
---
select ssn from customers union select card_number from customers
---
select name from customers union all select ssn from customers
---
select name from customers except select ssn from customers
---
select (select ssn from customers where id = 1)
---
select (select c.ssn) from customers c
---
select x.y from (select ssn as y from customers) x
---
select y from (select ssn from customers) x(y)
---
select k3 from customers as c(k1, k2, k3, k4)
---
select c.d from customers as c(a, b, c, d, e, f, g, h, i, j, k)
---
select * from (select * from (select * from customers))
---
with t as (select * from customers) select ssn from t
---
with t(a, b) as (select id, ssn from customers) select b from t
---
with customers as (select ssn as name from customers) select name from customers
---
with customers as (select * from public.customers), t as (select * from customers) select ssn from t
---
with t as (select * from customers), customers as (select 'x' as ssn) select ssn from t
---
with "customers" as (select 'x' as ssn) select ssn from customers
---
with "CUSTOMERS" as (select 'x' as ssn) select (select ssn from "customers"), (select max(ssn) from public.customers)
---
with "Customers" as (select 'x' as "Ssn") select customers.ssn, "Customers"."SSN" from customers
---
with public as (select 1) select ssn from customers
---
with x as (select * from y), y as (select ssn from customers) select * from x
---
with a as (with customers as (select 'x' as ssn) select ssn from customers) select a.ssn, customers.ssn from a, customers
---
with recursive customers(ssn) as (select cast('x' as varchar) union all select ssn from customers where 1 = 0) select ssn, (select max(ssn) from public.customers) from customers
---
with recursive r(id, s) as (select id, ssn from customers where id = 1 union all select r.id + 1, c.ssn from r join customers c on c.id = r.id + 1) select s from r
---
with "with customers" as (select ssn from customers), customers as (select 1 as ssn) select * from "with customers"
---
select c.ssn from orders o join customers c on c.id = o.customer_id
---
select ssn from customers natural join (select 1 as id) x
---
select * from customers natural join (select 1 as id, 'EU' as region)
---
select ssn from customers join customers c2 using (ssn)
---
select * from customers a join customers b using (id, ssn)
---
select a.ssn, b.ssn from customers a join customers b on a.ssn < b.ssn
---
select coalesce(ssn, card_number), nullif(ssn, ''), greatest(ssn, 'A'), least(ssn, 'Z'), nvl(ssn, 'x'), decode(id, 1, ssn), casewhen(true, ssn, '') from customers
---
select case id when 1 then ssn else email end from customers
---
select balance, balance + 1, -balance, round(balance, 1), cast(balance as varchar), to_char(balance) from customers
---
select sum(balance), avg(balance), max(balance), stddev_pop(balance) from customers
---
select id, balance from customers where balance > 80000
---
select birthday, birthday + 0, cast(birthday as varchar), extract(doy from birthday), datediff('day', date '1900-01-01', birthday), formatdatetime(birthday, 'MM-dd') from customers
---
select external_id, replace(cast(external_id as varchar), '-', '') from customers
---
select * from contacts
---
select tax_number, mail from contacts
---
select t, mail from contacts_again
---
select x from contacts as c(a, b, x, d)
---
select s from listed
---
select listed.s, c.ssn from listed join customers c on c.ssn = listed.s
---
select * from contacts natural join customers
---
select ssn from small
---
select * from over_small
---
select "Ssn", ssn from mixed
---
select secret, steal()
---
select * from people
---
select email from visits
---
select v.email, c.email from visits v join customers c on c.email = v.email
---
select * from orders
---
select remark from orders where region = 'US'
---
select remark from orders where region = 'US' or true
---
select max(amount), listagg(remark), max(cents) from orders
---
select remark from orders o where not exists (select 1 from orders x where x.id = o.id and x.region = 'EU')
---
select total from order_totals
---
select * from order_totals order by total desc
---
select 1 / (amount - 6661.25) from orders
---
select id from orders where 1 / (amount - 6661.25) > 0
---
select id from orders where cast(remark as int) > 0 and region = 'US'
---
select id from orders where remark = 5
---
select count(*), sum(amount) from orders where amount > 6000
---
select region from orders union select remark from orders
---
with orders as (select * from orders) select remark from orders
---
select o.remark from customers c left join orders o on o.customer_id = c.id
---
select o.remark from orders o right join customers c on o.customer_id = c.id and o.region = 'US'
---
select i.quantity, o.remark from order_items i left join orders o on o.id = i.order_id
---
select sum(o.amount) over (), o.remark from orders o
---
select (select remark from orders where id = 4)
---
select ssn is null, email is not null, ssn is distinct from 'x' from customers
---
select name from customers where (ssn, id) > ('A', 0)
---
select name from customers where ssn = any(array['JQXW-KVZB-7731']) and ssn = 'x'
---
select 1 from customers limit (select length(ssn) from customers where id = 1)
---
select ssn/**/from/**/public . customers -- x
---
select _rowid_, ssn from customers
---
select mirrored from letters
---
select id from letters where mirrored like 'qzvx%'
---
select substr(mirrored, 1, 4) from letters
