select * from customers
---
select ssn, card_number, email from customers
---
select ssn as x from customers
---
select "ssn" from customers
---
select SSN from MAIN.CUSTOMERS
---
select customers.ssn from customers
---
select main.customers.ssn from customers
---
select c.* from customers c
---
select c from customers c
---
select json_object('a', ssn, 'b', card_number) from customers
---
select json_group_array(ssn), json_group_object(id, email) from customers
---
select json_array(ssn, card_number, email, balance, birthday, external_id) from customers
---
select group_concat(ssn, ',') from customers
---
select string_agg(ssn, ',' order by ssn) filter (where ssn is not null) from customers
---
select min(ssn), max(ssn) from customers
---
select first_value(ssn) over (order by id), lag(ssn) over (order by id), nth_value(card_number, 2) over (order by id) from customers
---
select upper(email), lower(ssn), trim(ssn, 'J') from customers
---
select substr(ssn, 1, 4), substring(ssn, 5), substr(ssn, -6) from customers
---
select hex(ssn), quote(ssn), unicode(ssn), unhex(hex(ssn)), unistr_quote(ssn) from customers
---
select hex(cast(ssn as blob)), cast(ssn as integer), cast(card_number as numeric) from customers
---
select replace(ssn, '-', ''), instr(ssn, 'Q'), length(ssn), octet_length(ssn) from customers
---
select ssn || '', '' || card_number, concat(ssn, card_number), concat_ws('-', ssn, email) from customers
---
select printf('%s', ssn), format('%.4s', ssn), printf('%q', ssn) from customers
---
select json_quote(ssn), json_extract('["' || ssn || '"]', '$[0]'), json(ssn) from customers
---
select value from customers, json_each(json_array(ssn, card_number))
---
select j.value, j.atom from customers c join json_each(json_object('a', c.ssn)) j
---
select fullkey, key from customers, json_tree(json_object(ssn, 1))
---
select char(unicode(ssn), unicode(substr(ssn, 2)), unicode(substr(ssn, 3)), unicode(substr(ssn, 4))) from customers
---
with recursive n(i) as (select 1 union all select i + 1 from n where i < 14) select id, group_concat(substr(ssn, i, 1), '') from customers, n group by id
---
select case when ssn like 'J%' then 'yes' else ssn end from customers
---
select id from customers where ssn = 'JQXW-KVZB-7731'
---
select name, ssn from customers where ssn like 'JQXW%'
---
select name, card_number from customers where ssn glob 'JQXW*'
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
select ssn, max(id) from customers group by region
---
select max(id), ssn from customers group by ssn having ssn like 'J%'
---
select distinct ssn from customers
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
select * from (select * from (select * from customers))
---
with t as (select * from customers) select ssn from t
---
with t(a, b) as (select id, ssn from customers) select b from t
---
with customers as (select ssn as name from customers) select name from customers
---
with customers as (select * from customers), t as (select * from customers) select ssn from t
---
with t as (select * from customers), customers as (select 'x' as ssn) select ssn from t
---
with main as (select 1) select ssn from customers
---
with x as (select * from y), y as (select ssn from customers) select * from x
---
with customers as (select 1 as a) select * from (select ssn from main.customers)
---
with a as (with customers as (select 'x' as ssn) select ssn from customers) select a.ssn, customers.ssn from a, customers
---
with recursive customers(ssn) as (select 'x' union all select ssn from customers limit 3) select ssn, (select ssn from main.customers limit 1) from customers
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
select * from (customers) join orders
---
select coalesce(ssn, card_number), nullif(ssn, ''), max(ssn, 'A'), min(ssn, 'Z'), ifnull(ssn, 1), iif(1, ssn, 2) from customers
---
select case id when 1 then ssn else email end from customers
---
select balance, balance + 1, -balance, round(balance, 1), printf('%.2f', balance), cast(balance as text) from customers
---
select sum(balance), avg(balance), total(balance), max(balance), group_concat(balance) from customers
---
select id, balance from customers where balance > 80000
---
select birthday, date(birthday, '+1 day'), strftime('%m-%d', birthday), julianday(birthday), birthday || '' from customers
---
select external_id, replace(external_id, '-', ''), hex(external_id) from customers
---
select * from contacts
---
select tax_number, mail from contacts
---
select t, mail from contacts_again
---
select c.tax_number, c.id from contacts as c where c.tax_number like 'J%'
---
select s from listed
---
select listed.s, c.ssn from listed join customers c on c.ssn = listed.s
---
select * from contacts natural join customers
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
select max(amount), group_concat(remark, ','), max(cents) from orders
---
select remark from orders o where not exists (select 1 from orders x where x.id = o.id and x.region = 'EU')
---
select total from order_totals
---
select * from order_totals order by total desc
---
select json(remark) from orders
---
select id from orders where json(remark) is null
---
select id from orders where abs(case when region = 'US' then -9223372036854775808 else 1 end) > 0
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
select ssn collate nocase from customers order by ssn collate binary
---
select ssn is null, email notnull, ssn is 'x', ssn not null from customers
---
select name from customers where (ssn, id) > ('A', 0)
---
select 1 from customers limit (select length(ssn) from customers where id = 1)
---
select ssn/**/from/**/main . customers -- x
---
select c.id, c.ssn, count(*) from customers c group by c.id
---
select c.id, c.email from customers c group by c.id having c.ssn like 'J%' order by c.card_number
---
select rowid, ssn from customers
---
select "ssn", 'ssn', ssn from customers where "ssn" = ssn
---
select ssn as name, name as ssn from customers order by ssn
---
select max(ssn, card_number) filter (where 1) from customers
---
select x.ssn from (select ssn, 1 as n from customers union all select name, 2 from customers order by n) x
---
select timediff(birthday, '2000-01-01'), unixepoch(birthday) from customers
---
select mirrored from letters
---
select id from letters where mirrored like 'qzvx%'
---
select substr(mirrored, 1, 4) from letters
---
select kept from letters
