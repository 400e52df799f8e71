select 1
---
select 1;
---
select * from shop.customers order by id
---
select id, name from customers order by id
---
SELECT c.id, c.name AS `Customer Name` FROM shop.customers AS c WHERE c.region = "EU" ORDER BY c.name DESC
---
select count(*) from shop.orders
---
select COUNT(*), Sum(amount), avg(amount), min(created_at), max(created_at) from shop.orders
---
select status, count(*) as n from shop.orders group by status order by n desc, status
---
select o.id, c.name from shop.orders o join shop.customers c on c.id = o.customer_id order by o.id
---
select o.id, c.name from shop.orders o inner join shop.customers c on (c.id = o.customer_id) where o.amount > 10 and c.region in ('EU', 'US') order by 1
---
select c.name, o.id from shop.customers c left outer join shop.orders o on o.customer_id = c.id order by c.name, o.id
---
select c.name, o.id from shop.orders o right join shop.customers c on o.customer_id = c.id order by c.name, o.id
---
select p.title, c.label from shop.products p cross join shop.categories c order by 1, 2
---
select p.title, c.label from shop.products p join shop.categories c where p.id = c.id order by 1, 2
---
select p.title from shop.products p straight_join shop.categories c on p.id = c.id order by 1
---
select a.id, b.label from shop.products a, shop.categories b where a.id = b.id order by a.id
---
select order_id, sum(quantity * price) as total from shop.order_items oi join shop.products p on p.id = oi.product_id group by order_id having sum(quantity * price) > 20 order by order_id
---
select order_id, sum(quantity) as q from shop.order_items group by order_id having q > 1 and order_id < 10 order by q, order_id + 1
---
select year(created_at) as y, month(created_at) as m, count(*) from shop.orders group by y, m order by y * 100 + m
---
select id, case when amount > 1000 then 'big' when amount > 40 then 'middle' else 'small' end as size from shop.orders order by id
---
select name, coalesce(notes, '-'), ifnull(notes, '?'), if(region = 'EU', 1, 0) from shop.customers order by id limit 2 offset 1
---
select id from shop.orders order by created_at desc limit 1, 2
---
select distinct region from shop.orders order by region
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
with a as (select id, region from shop.customers), b(cid, n) as (select customer_id, count(*) from shop.orders group by customer_id) select a.id, coalesce(b.n, 0) as n from a left join b on b.cid = a.id order by a.id
---
with recursive tree as (select id, parent_id, label, 1 as depth from shop.categories where parent_id is null union all select c.id, c.parent_id, c.label, t.depth + 1 from shop.categories c join tree t on c.parent_id = t.id) select label, depth from tree order by depth, label
---
with recursive n(i) as (select 1 union all select i + 1 from n where i < 10) select sum(i) from n
---
select name from shop.customers c where exists (select 1 from shop.orders o where o.customer_id = c.id and o.status = 'paid') order by name
---
select name from shop.customers where id not in (select customer_id from shop.orders where customer_id is not null)
---
select name, (select count(*) from shop.orders o where o.customer_id = c.id) as orders from shop.customers c order by name
---
select t.region, t.n from (select region, count(*) as n from shop.customers group by region) t order by t.region
---
select id, amount, row_number() over (partition by customer_id order by created_at) as rn, sum(amount) over (order by id rows between unbounded preceding and current row) as running from shop.orders order by id
---
select id, lag(amount) over w as previous, rank() over (order by region), ntile(2) over w from shop.orders window w as (order by id) order by id
---
select customer_id, group_concat(distinct region order by region desc separator ' / ') as r, group_concat(id) from shop.orders group by customer_id order by customer_id
---
select region, status, sum(amount) from shop.orders group by region, status with rollup
---
select date_format(created_at, '%Y-%m') as month, count(*) from shop.orders group by 1 order by 1
---
select extract(year from created_at) as y, extract(day_hour from created_at), month(created_at) from shop.orders order by id
---
select id from shop.orders where created_at >= timestamp '2024-02-01 00:00:00' and created_at < date_add('2024-02-01', interval 1 month) order by id
---
select id from shop.orders where created_at between date '2024-01-01' and date '2024-01-31' + interval 1 day order by id
---
select timestampdiff(day, '2024-01-01', created_at), timestampadd(hour, 2, created_at), datediff(created_at, '2024-01-01') from shop.orders order by id
---
select created_at - interval 90 minute, date_sub(created_at, interval '1:30' hour_minute), adddate(shipped_on, 3) from shop.orders order by id
---
select id from shop.orders where shipped_on is null and remark is not null order by id
---
select id from shop.orders where not remark <=> 'gift' and (remark is null) is not true order by id
---
select title from shop.products where title like 'K%' or title like '%\_%' or title not like "L%" escape '!' order by 1
---
select title from shop.products where title regexp '^[KM]' and title not rlike 'x' order by 1
---
select title, json_extract(attributes, '$.color'), json_unquote(json_extract(attributes, '$.color')) as color from shop.products where json_contains(attributes, '"red"', '$.color') order by title
---
select json_object('id', id, 'title', title), json_array(id, price), json_length(attributes), json_keys(attributes) from shop.products order by id
---
select json_arrayagg(id) from shop.categories
---
select title from shop.products where match (title) against ('kettle' in boolean mode)
---
select 'it''s', "it's", 'say "hi"', "say ""hi""", 'a\'b', 'tab\tnew\nline', 'back\\slash', '\%\_\x', N'national', _utf8mb4'charset', ''
---
select 1 /* a comment */ + 1 -- the end
---
select 1 # the end
---
select 5--1, 5 - -1, 5-1 --	behind a tab
---
select id /*+ a hint */ from shop.products order by 1
---
select id, `Mixed Case`, `select`, `1a`, `a$b`, `back``tick` from shop.`Odd Name`
---
select * from shop.types order by id
---
select big, ubig, num, real4, real8, -1, +1.5e3, .5, 1., 1e3 from shop.types order by id
---
select x'4d7953514c', 0x41, 0x4, b'1000001', 0b1, 0x41 + 0, x'41' + 0, 0b11 + 0, hex('a'), unhex('4d') from shop.types where id = 1
---
select -id, not yes, id % 2, id mod 2, 7 div 2, 3 ^ 1, ~id, id & 1, id | 4, 1 << 3, 8 >> 1, id xor 0, id = 1 && yes from shop.types where id = 1
---
select cast(id as char), cast('12' as signed), cast('12' as unsigned integer), cast('1.5' as decimal(5, 2)), convert('12', signed), convert(name using utf8mb4), cast(name as char(2) character set utf8mb4) from shop.customers order by id
---
select cast('2024-01-31' as date), cast('10:00' as time), cast('2024-01-31 10:00:00' as datetime), cast(1 as double), cast('a' as binary)
---
select upper(name), lower(name), length(name), char_length(name), substring(name from 1 for 1), substring(name, 2), substr(name, 1, 1), position('d' in name), trim(both 'A' from name), trim(name), left(name, 1), right(name, 1), replace(name, 'A', 'B'), insert(name, 1, 1, 'x'), repeat(name, 2), mid(name, 1, 1) from shop.customers order by id
---
select concat(name, '-', region), concat_ws(',', name, region), lpad(id, 3, '0'), find_in_set('b', 'a,b'), field('b', 'a', 'b'), elt(1, 'x'), format(1234.5, 1), substring_index('a,b,c', ',', 2), reverse(name) from shop.customers order by id
---
select name collate utf8mb4_bin, binary name = 'ada', name = 'ada' from shop.customers order by id
---
select customers.id, shop.customers.name from shop.customers order by shop.customers.id
---
select Customers.Id, Customers.NAME from customers as Customers order by Customers.ID
---
select * from shop.orders natural join (select id from shop.orders where amount < 40) x order by id
---
select id, title from shop.products join (select product_id as id, sum(quantity) as q from shop.order_items group by product_id) s using (id) order by id
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
select tax_number is null, mail like '%@%' from shop.contacts order by id
---
select * from shop.pairs where one > two
---
select * from shop.european order by id
---
select nullif(region, 'US'), greatest(id, 2), least(id, 2), isnull(region) from shop.customers order by id
---
select count(distinct region), count(distinct region, name) from shop.customers
---
select id from shop.orders where amount > (select avg(amount) from shop.orders) order by id
---
select id from shop.orders where amount >= all (select amount from shop.orders where region = 'EU') order by id
---
select makedate(2024, 60), last_day('2024-02-01'), str_to_date('31.01.2024', '%d.%m.%Y'), sec_to_time(3661), weekday('2024-01-31')
---
select o.id as `order`, c.name as user from shop.orders o join shop.customers c on c.id = o.customer_id order by o.id
---
select coalesce(sum(if(region = 'EU', amount, 0)), 0) / nullif(count(*), 0) from shop.orders
---
select c.region, cast(avg(o.amount) as decimal(10, 2)) as a from shop.customers c join shop.orders o on o.customer_id = c.id group by c.region order by avg(o.amount)
---
with monthly as (select date_format(created_at, '%Y-%m-01') as m, sum(amount) as total from shop.orders group by 1), ranked as (select m, total, rank() over (order by total desc) as r, lag(total) over (order by m) as prior from monthly) select m, total, r, round(100 * (total - prior) / prior, 2) as growth from ranked order by m
---
select id, name from shop.customers where ssn = 'JQXW-KVZB-7731' and email like '%@%'
---
select * from shop.visits order by customer_id
---
select c.id, c.name, c.region, count(o.id) as n from shop.customers c left join shop.orders o on o.customer_id = c.id group by c.id order by c.id
---
select * from shop.ledger order by id
---
select * from shop.hidden_column
---
select ID, LABEL from shop.Cased
---
select now() is not null, current_date = curdate(), current_timestamp(3) is not null, utc_date() is not null, unix_timestamp('2024-01-01 00:00:00') > 0
---
select sha2('a', 256), crc32('a'), to_base64('a'), inet_aton('10.0.0.1'), rand() < 1, pi(), mod(7, 2), truncate(1.55, 1), round(2.5)
---
select * from (select 1 as a union select 2) t order by a
---
select '⟦', 'ünïcode ☃ 😀', '{fn now()}', '{d ''x''}', '$1', '?', '/* not a comment */', '-- nor this', '# nor this'
