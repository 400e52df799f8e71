select * from shop.customers
---
select ssn, card_number, email from shop.customers
---
select ssn as x from shop.customers
---
select `ssn` from shop.customers
---
select SSN from Shop.CUSTOMERS
---
select customers.ssn from shop.customers
---
select Customers.ssn from shop.Customers
---
select shop.customers.ssn from shop.customers
---
select `shop` . `customers` . `ssn` from `shop` . `customers`
---
select c.* from shop.customers c
---
select json_arrayagg(ssn) from shop.customers
---
select json_objectagg(id, ssn) from shop.customers
---
select json_object('a', ssn, 'b', card_number), json_array(email, balance, birthday, external_id) from shop.customers
---
select group_concat(ssn), group_concat(email order by ssn separator '|') from shop.customers
---
select group_concat(distinct ssn, card_number order by email desc separator '') from shop.customers
---
select min(ssn), max(ssn), max(card_number), min(email) from shop.customers
---
select first_value(ssn) over (order by id), last_value(ssn) over (order by id) from shop.customers
---
select lag(ssn) over (order by id), lead(card_number) over w from shop.customers window w as (order by ssn)
---
select nth_value(card_number, 2) over (order by id) from shop.customers
---
select reverse(ssn), upper(email), lower(ssn), lcase(ssn), ucase(email) from shop.customers
---
select substring(ssn from 1 for 4), substr(ssn, 5), left(ssn, 4), right(ssn, 6), mid(ssn, 2, 3), substring_index(ssn, '-', 1) from shop.customers
---
select hex(ssn), unhex(hex(ssn)), to_base64(ssn), from_base64(to_base64(email)) from shop.customers
---
select md5(ssn), sha1(ssn), sha2(ssn, 256), crc32(ssn) from shop.customers
---
select ascii(ssn), ord(substr(ssn, 2)), char(ascii(ssn), ascii(substr(ssn, 2))) from shop.customers
---
select concat(ascii(substr(ssn, 1)), ',', ascii(substr(ssn, 2)), ',', ascii(substr(ssn, 3)), ',', ascii(substr(ssn, 4))) from shop.customers
---
select conv(hex(ssn), 16, 10), bin(ascii(ssn)), oct(ascii(ssn)), conv(hex(left(ssn, 4)), 16, 36) from shop.customers
---
select replace(ssn, '-', ''), insert(ssn, 1, 0, 'x'), repeat(ssn, 2), lpad(ssn, 30, '.'), rpad(ssn, 30, '.'), quote(ssn), space(length(ssn)) from shop.customers
---
select concat(ssn, ''), concat_ws('-', ssn, email), concat(card_number) from shop.customers
---
select regexp_replace(ssn, '(.)', '\\1-'), regexp_substr(ssn, '....') from shop.customers
---
select trim(leading 'J' from ssn), ltrim(ssn), rtrim(ssn), soundex(ssn) from shop.customers
---
select elt(1, ssn), field(ssn, 'JQXW-KVZB-7731'), find_in_set('JQXW-KVZB-7731', ssn), make_set(1, ssn), export_set(5, ssn, email, ',', 4) from shop.customers
---
select cast(ssn as char(4)), convert(ssn, char), convert(ssn using latin1), cast(email as binary) from shop.customers
---
select cast(ssn as signed), cast(ssn as decimal(10, 2)), cast(ssn as date), cast(ssn as datetime), ssn + 0, -ssn from shop.customers
---
select binary ssn, ssn collate utf8mb4_bin, ssn collate utf8mb4_general_ci from shop.customers
---
select json_quote(ssn), json_unquote(json_quote(ssn)), json_extract(json_object('a', ssn), '$.a') from shop.customers
---
select json_value(json_object('a', email), '$.a'), json_search(json_array(ssn), 'one', 'J%') from shop.customers
---
select case when ssn like 'J%' then 'yes' else 'no' end, if(ssn like 'W%', 1, 0), ifnull(ssn, 0), nullif(ssn, '') from shop.customers
---
select coalesce(ssn, card_number), greatest(ssn, 'A'), least(ssn, 'Z'), isnull(ssn) from shop.customers
---
select case id when 1 then ssn else email end from shop.customers
---
select strcmp(ssn, 'JQXW-KVZB-7731'), locate('QXW', ssn), instr(ssn, 'KVZ'), position('Q' in ssn), length(ssn) from shop.customers
---
select id from shop.customers where ssn = 'JQXW-KVZB-7731'
---
select id from shop.customers where ssn = 0x4a5158572d4b565a422d37373331
---
select id from shop.customers where ssn like 'JQXW%' or ssn like 'JQ\_%' or ssn regexp '^JQ' or ssn rlike 'KVZ'
---
select id from shop.customers where ssn in ('JQXW-KVZB-7731', 'WVXK-QJZH-8842')
---
select id from shop.customers where ssn between 'J' and 'K' or ssn <=> 'JQXW-KVZB-7731' or not ssn > 'J'
---
select count(*) from shop.customers where substr(ssn, 1, 1) = 'J' xor ascii(ssn) = 74
---
select id from shop.customers order by ssn
---
select id from shop.customers order by card_number desc limit 1
---
select id, ssn as s from shop.customers having s like 'J%' order by concat(s, id)
---
select rank() over (order by ssn), dense_rank() over (order by card_number), id from shop.customers
---
select ssn from shop.customers group by ssn
---
select count(*), ssn from shop.customers group by 2 with rollup
---
select substr(ssn, 1, 4) as p, count(*) as n from shop.customers group by p having n > 0 order by p
---
select max(id) from shop.customers group by ssn having ssn like 'J%'
---
select id, name, email from shop.customers group by id having ssn like 'J%' order by card_number
---
select C.id, C.ssn, count(*) from shop.customers C group by C.id
---
select distinct ssn from shop.customers
---
select count(distinct ssn), count(distinct ssn, email), bit_xor(crc32(ssn)), sum(ord(ssn)) from shop.customers
---
select ssn from shop.customers union select card_number from shop.customers
---
select name from shop.customers union all select ssn from shop.customers order by 1
---
select name from shop.customers except select ssn from shop.customers
---
select ssn from shop.customers intersect select 'JQXW-KVZB-7731'
---
select (select ssn from shop.customers where id = 1)
---
select (select c.ssn) from shop.customers c
---
select x.y from (select ssn as y from shop.customers) x
---
select x.b from (select id, ssn as b from shop.customers) as x where x.b like 'J%'
---
with t as (select * from shop.customers) select ssn from t
---
with t(a, b) as (select id, ssn from shop.customers) select b from t
---
with customers as (select ssn as name from shop.customers) select name from customers
---
with Customers as (select 1 as ssn) select cUSTOMERS.ssn from customers
---
with shop as (select 1) select ssn from shop.customers
---
with recursive r(id, s) as (select id, cast(ssn as char(50)) from shop.customers where id = 1 union all select r.id + 1, c.ssn from r join shop.customers c on c.id = r.id + 1) select s from r
---
select c.ssn from shop.orders o join shop.customers c on c.id = o.customer_id
---
select c.ssn from shop.orders o straight_join shop.customers c on c.id = o.customer_id
---
select ssn from shop.customers natural join (select 1 as id) x
---
select ssn from shop.customers join shop.customers c2 using (ssn)
---
select a.id, b.id from shop.customers a join shop.customers b on a.ssn < b.ssn
---
select b.ssn from (shop.orders o join shop.customers b on b.id = o.customer_id)
---
select balance, balance + 1, -balance, round(balance, 1), format(balance, 2), concat(balance), balance div 1, balance mod 10 from shop.customers
---
select sum(balance), avg(balance), max(balance), stddev(balance), bit_or(balance) from shop.customers
---
select id from shop.customers where balance > 80000 or balance between 1 and 99999
---
select birthday, birthday + 0, cast(birthday as char), date_format(birthday, '%m-%d'), extract(month from birthday), dayofyear(birthday), to_days(birthday), unix_timestamp(birthday) from shop.customers
---
select datediff(birthday, '1900-01-01'), timestampdiff(day, '1900-01-01', birthday), last_day(birthday), weekday(birthday), birthday - interval 1 day from shop.customers
---
select external_id, replace(external_id, '-', ''), unhex(replace(external_id, '-', '')) from shop.customers
---
select * from shop.contacts
---
select tax_number, mail from shop.contacts
---
select t from shop.contacts_again
---
select * from contacts_again c where c.t like 'J%'
---
select one, two from shop.pairs
---
select * from shop.either_way
---
select x from shop.either_way where x like 'G%' order by x
---
select email from shop.visits
---
select v.email, c.email from shop.visits v join shop.customers c on c.email = v.email
---
select * from shop.orders
---
select remark from shop.orders where region = 'US'
---
select remark from shop.orders where region = 'US' or true
---
select max(amount), group_concat(remark) from shop.orders
---
select remark from shop.orders o where not exists (select 1 from shop.orders x where x.id = o.id and x.region = 'EU')
---
select total from shop.order_totals
---
select * from order_totals order by total desc
---
select id, region from shop.european
---
select 1 / (amount - 6661.25) from shop.orders
---
select id from shop.orders where cast(amount * 1e16 as signed) * 100 > 0
---
select id from shop.orders where amount > 6000 and remark + 0 = 0
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
select name from shop.customers where (ssn, id) > ('A', 0)
---
select name from shop.customers where ssn = any (select ssn from shop.customers)
---
select name from shop.customers where ssn = some (select 'JQXW-KVZB-7731')
---
select ssn/**/from/**/shop . customers -- x
---
select ssn#x
from shop.customers
---
select "ssn", ssn, 'ssn' from shop.customers
---
select date_add('2024-01-01', interval ascii(ssn) day) from shop.customers
---
select adddate('2024-01-01', ascii(ssn)), makedate(2024, ord(ssn)), sec_to_time(ord(ssn)), from_unixtime(crc32(ssn)) from shop.customers
---
select inet_ntoa(crc32(ssn)), crc32(reverse(ssn)), rand(crc32(ssn)) from shop.customers
---
select str_to_date(ssn, '%Y'), timediff(ssn, card_number), time(ssn), year(ssn) from shop.customers
---
select pow(9999999999, length(ssn)), exp(length(ssn) * 999), ~0 + length(ssn) from shop.customers
---
select * from shop.customers c where c.id in (select customer_id from shop.orders where remark like 'HBG%')
---
select mirrored from letters
---
select id from letters where mirrored like 'qzvx%'
---
select substr(mirrored, 1, 4) from letters
---
select kept from letters
