select 1
---
drop table shop.categories
---
truncate shop.categories
---
update shop.customers set notes = ssn
---
update shop.customers set notes = 'x' where ssn like 'J%'
---
update shop.customers c set notes = row_to_json(c)::text
---
update shop.customers c set notes = c::text
---
update shop.customers set name = 'x' from (select ssn from shop.customers) s
---
update shop.products p set title = c.ssn from shop.customers c where c.id = p.id
---
update shop.products set title = (select ssn from shop.customers where id = 1)
---
update shop.products set title = (select tax_number from shop.contacts where id = 1)
---
update shop.products set title = (select t from shop.contacts_again limit 1)
---
update shop.products set title = (select pan from shop.cards limit 1)
---
insert into shop.categories (id, label) select id + 50, ssn from shop.customers
---
insert into shop.categories (id, label) select id + 50, name from shop.customers where ssn is not null
---
insert into shop.categories (id, label) select 50, x.s from (select card_number as s from shop.customers) x
---
insert into shop.customers (id, name, ssn) values (98, 'x', 'JQXW-KVZB-7731') on conflict (ssn) do nothing
---
insert into shop.customers (id, name, ssn) values (98, 'x', 'JQXW-KVZB-7731') on conflict do nothing
---
insert into shop.customers (id, name) values (1, 'x') on conflict (id) do update set notes = customers.ssn
---
delete from shop.customers where ssn = 'JQXW-KVZB-7731'
---
delete from shop.products p using shop.customers c where c.ssn like 'J%' and p.id = c.id
---
delete from shop.categories where id = 1 returning *
---
update shop.customers set notes = 'x' where id = 1 returning ssn
---
insert into shop.categories values (60, null, 'x') returning id
---
update shop.customers set ssn = '⟦masked:redact⟧' where id = 1
---
update shop.customers set email = '⟦masked:token:ghijkl⟧' where id = 1
---
update shop.orders set region = 'EU'
---
insert into shop.orders values (9, 1, 'US', 'new', 1, now())
---
update shop.contacts set name = 'x'
---
update only shop.visits set email = 'x'
---
update shop.categories set label = shop.steal()
---
update shop.categories set label = pg_read_file('/etc/passwd')
---
update shop.categories set id = nextval('shop.counter')
---
delete from pg_catalog.pg_class
---
update hr.employees set salary = 1
---
update shop.categories set label = (select name from hr.employees limit 1)
---
update shop.categories set label = 'x' where current of c
---
with d as (delete from shop.products returning *) update shop.categories set label = 'x'
---
update shop.categories set label = 'x'; delete from shop.products
---
delete from shop.categories where exists (select 1 from shop.customers where card_number like 'G%')
---
update shop.visits_2024 set email = lower(email)
---
update shop.categories c set label = v.email from shop.visits v
---
update shop.accounts set opened = date '2020-01-01' where iban_key like 'w%'
---
update shop.accounts set opened = current_date where iban = 'WJVX-QKZG-5512'
---
update shop.accounts set opened = case when length(iban) > 3 then opened else current_date end
---
insert into shop.categories (id, label) select id + 70, iban_key from shop.accounts
---
insert into shop.categories (id, label) select 71, number from shop.account_list
---
insert into shop.categories (id, label) select 72, pet from shop.account_list where pet is not null
---
insert into shop.categories (id, label) select 73, a::text from shop.accounts a
---
insert into shop.categories (id, label) select 74, (a).iban from shop.accounts a
---
insert into shop.categories (id, label) select 75, row_to_json(a) ->> 'pin' from shop.accounts a
---
insert into shop.categories (id, label) select 76, code from shop.everyone
---
insert into shop.categories (id) values ((select 78 from shop.customers where ssn like 'J%'))
---
insert into shop.categories (id) values ((select ascii(ssn) from shop.customers where id = 1))
---
insert into shop.categories select 79, null, 'x' from shop.customers order by ssn limit 1
---
insert into shop.categories select 80, null, max(ssn) from shop.customers
---
insert into shop.categories select 81, null, string_agg(email, ',') from desk.people
---
insert into shop.categories select 82, null, x from (select email as x from events.users) s
---
insert into shop.categories with c as (select ssn from shop.customers) select 83, null, ssn from c
---
with c as (select * from shop.customers) insert into shop.categories select 84, null, (c).ssn from c
---
with customers as (select * from shop.customers) insert into shop.categories select 85, null, card_number from customers
---
insert into shop.categories (id, label) select 86, ssn from shop.vip_customers
---
insert into shop.categories (id, label) table shop.contacts
---
insert into shop.categories (id, label) select 87, c.* from shop.customers c
---
insert into shop.customers (id, name, ssn) select 300 + id, name, ssn from shop.customers
---
insert into shop.customers (id, name) values (1, 'x') on conflict (id) do update set name = customers.ssn
---
insert into shop.customers (id, name) values (1, 'x') on conflict (id) do update set name = 'y' where customers.ssn like 'J%'
---
insert into shop.customers (id, name, ssn) values (1, 'x', 's') on conflict (id) do update set name = excluded.name where excluded.ssn = customers.ssn
---
insert into shop.customers (id, name) values (1, 'x') on conflict (lower(ssn)) do nothing
---
insert into shop.customers (id, name) values (1, 'x') on conflict on constraint customers_ssn_key do nothing
---
insert into shop.customers select * from shop.customers
---
insert into shop.vip_customers select c.*, 'x' from shop.customers c
---
update shop.customers set (name, notes) = (select ssn, email from shop.customers c where c.id = customers.id)
---
update shop.customers set notes = (select max(balance)::text from shop.customers)
---
update shop.customers c set notes = to_jsonb(c) ->> 'ssn'
---
update shop.customers c set notes = (c).ssn
---
update shop.customers set notes = customers::text
---
update shop.customers set balance = balance + 1
---
update shop.customers set balance = default where balance > 60000
---
update shop.customers set ssn = ssn
---
update shop.customers set email = lower(email) where id = 1
---
update shop.customers set birthday = date '1990-01-01' where birthday < date '1980-01-01'
---
update shop.customers c set notes = 'x' from shop.visits v where v.email = c.email
---
update shop.customers c set notes = 'x' from shop.accounts a where a.customer_id = c.id and a.pin is not null
---
update shop.customers set notes = 'x' where id in (select id from shop.customers order by ssn limit 1)
---
update shop.customers set notes = 'x' where id = (select count(*) from shop.customers where ssn > 'K')
---
update shop.customers set notes = 'x' where (id, ssn) = (1, 'JQXW-KVZB-7731')
---
update shop.customers set notes = 'x' where customers is not null
---
update shop.vip_customers set tier = ssn
---
update shop.vip_customers set tier = 'x' where balance > 1
---
update shop.products p set title = a.iban_key from shop.accounts a where a.id = p.id
---
update shop.products set title = u.email from events.users u where u.id = products.id
---
update shop.products set price = (select balance from shop.customers where id = 1)
---
update shop.products set price = 1 / (select count(*) from shop.customers where ssn like 'Z%')
---
update shop.orders set customer_id = 1, region = 'US' where id = 1
---
update orders as o set region = o.region
---
update shop.ledger set region = 'EU'
---
update shop.ledger_us set region = 'EU'
---
insert into shop.ledger values (70, 'EU', 1, 'x')
---
insert into shop.ledger_us values (71, 'US', 1, 'x')
---
insert into shop.orders select * from shop.orders
---
delete from shop.customers where balance > 60000
---
delete from shop.customers c where row_to_json(c)::text like '%JQXW%'
---
delete from shop.accounts where profile ->> 'pet' = 'x'
---
delete from shop.products using shop.contacts c where c.tax_number like 'J%'
---
delete from shop.products where title in (select ssn from shop.customers)
---
delete from shop.products where price < (select min(balance) from shop.customers)
---
delete from shop.products returning (select ssn from shop.customers limit 1)
---
delete from shop.orders where remark = pg_read_file('/etc/passwd')
---
delete from only shop.visits
---
delete from shop.visits tablesample system (50)
---
delete from shop.contacts
---
delete from shop.cards
---
delete from hr.employees
---
delete from shop.staff
---
delete from information_schema.sql_features
---
update pg_class set relname = 'x'
---
update pg_catalog.pg_authid set rolsuper = true
---
insert into pg_catalog.pg_largeobject values (1, 0, '')
---
update shop.categories set label = (select pg_ls_dir('/') limit 1)
---
update shop.categories set label = set_config('role', 'postgres', false)
---
update shop.categories set label = (select loot from shop.sneaky)
---
update shop.categories set label = 'x' where id = nextval('shop.counter')
---
update shop.categories set label = current_user
---
update shop.categories set label = current_setting('data_directory')
---
update shop.categories set id = 'hr.employees'::regclass::int
---
update shop.categories set label = (select salary::text from hr.employees limit 1)
---
insert into shop.categories select id, null, name from hr.employees
---
insert into shop.categories select 90, null, 'x' from shop.staff
---
insert into hr.employees values (9, 'x', 1, null, null)
---
insert into shop.categories values (91, null, ctid::text)
---
update shop.categories set label = ctid::text
---
update shop.categories set label = 'x' where ctid = '(0,1)'
---
update shop.categories set label = 'x' where xmin::text = '1'
---
update shop.categories set label = '⟦masked:redact⟧'
---
insert into shop.categories values (92, null, '⟦masked⟧…7731')
---
insert into shop.categories values (93, null, 'a ⟦masked:token:ghij⟧ b')
---
update shop.categories set label = 'x' returning *
---
insert into shop.categories values (94, null, 'x') returning label
---
with w as (insert into shop.categories values (95, null, 'x') returning id) delete from shop.products using w where products.id = w.id
---
with w as (update shop.products set price = 0 returning 1) insert into shop.categories select 96, null, 'x' from w
---
insert into shop.categories (with d as (delete from shop.products returning id) select id, null, 'x' from d)
---
insert into shop.categories values (97, null, 'x'); delete from shop.products
---
insert into shop.categories values (97, null, 'x') ; commit
---
update shop.categories set label = 'x' where id = 1; --
drop table shop.orders
---
begin; update shop.categories set label = 'x'; commit
---
explain analyze delete from shop.products
---
explain update shop.categories set label = 'x'
---
prepare p as delete from shop.products
---
copy shop.categories from stdin
---
lock table shop.orders in access exclusive mode
---
create table shop.x as select ssn from shop.customers
---
select * into shop.y from shop.customers
---
create index on shop.customers (ssn)
---
alter table shop.customers drop column ssn
---
grant select on hr.employees to public
---
insert into shop.categories overriding system value values (98, null, 'x')
---
update shop.categories set label[1] = 'x'
---
update shop.categories set categories.label = 'x'
---
update shop.categories set nothing = 'x'
---
update shop.nothing set x = 1
---
delete shop.categories
---
update shop.categories label = 'x'
---
insert shop.categories values (99, null, 'x')
---
update shop.counter set last_value = 1
---
insert into shop.order_totals values (1, 'x', 1, 1)
---
refresh materialized view shop.cards
---
select pg_terminate_backend(1)
---
do $$ begin delete from shop.products; end $$
---
call shop.steal()
---
vacuum full
---
set session_replication_role = replica
---
merge into shop.categories c using shop.customers s on c.label = s.ssn when matched then delete
---
merge into shop.categories c using shop.customers s on c.id = s.id when matched and s.ssn like 'J%' then update set label = 'hit'
---
merge into shop.categories c using shop.customers s on c.id = s.id when not matched then insert values (s.id, 1, s.card_number)
---
merge into shop.customers c using shop.categories s on c.id = s.id when matched then update set notes = c.ssn
---
merge into shop.customers c using shop.categories s on c.id = s.id when matched then update set notes = (select ssn from shop.customers limit 1)
---
merge into shop.orders o using shop.categories s on o.id = s.id when matched then delete
---
merge into shop.contacts c using shop.categories s on c.id = s.id when matched then delete
---
merge into only shop.categories c using shop.products p on c.id = p.id when matched then delete
---
merge into shop.categories c using shop.products p on c.id = p.id when matched then update set label = pg_read_file('/etc/passwd')
---
merge into shop.categories c using (delete from shop.products returning *) p on c.id = p.id when matched then delete
---
merge into shop.categories c using shop.products p on c.id = p.id when matched then delete returning *
---
merge into hr.employees e using shop.products p on e.id = p.id when matched then delete
---
merge into shop.categories c using hr.employees e on c.id = e.id when not matched then insert values (e.id, 1, e.ssn)
---
merge into shop.categories c using shop.products p on c.id = p.id
---
merge into shop.categories c using shop.products p on c.id = p.id when matched then truncate shop.orders
---
merge into shop.categories c using shop.sneaky s on true when matched then update set label = s.loot
---
create table shop.loot as select ssn from shop.customers
---
create table shop.loot (like shop.customers including all)
---
create table shop.loot (tier text) inherits (shop.customers)
---
create table shop.loot partition of shop.visits default
---
create table shop.loot (a int); drop table shop.categories
---
create table shop."loot"" (a int); drop table shop.categories; --" (a int)
---
create table shop.loot (a text default (select ssn from shop.customers limit 1))
---
create table shop.loot (a text default (select string_agg(ssn, ',') from shop.customers))
---
create table shop.loot (a text default shop.steal())
---
create table shop.loot (a text default query_to_xml('select ssn from shop.customers', true, true, '')::text)
---
create table shop.loot (a bigint default nextval('shop.counter'))
---
create table shop.loot (a text check (a <> shop.steal()))
---
create table shop.loot (a text check (a in (select ssn from shop.customers)))
---
create table shop.loot (a text references shop.customers (ssn))
---
create table shop.loot (a text, foreign key (a) references shop.accounts (iban))
---
create table shop.loot (a bigint references shop.orders)
---
create table shop.loot (a int references shop.categories (id) on delete cascade)
---
create table shop.loot (email text unique)
---
create table shop.loot (a shop.customers)
---
create table public.customers (id bigint, ssn text)
---
create table events.orders (id bigint)
---
create table shop.counter (id bigint)
---
create temp table customers (id bigint)
---
create table pg_temp.customers (id bigint)
---
alter table shop.customers add copy text default ssn
---
alter table shop.customers add copy text generated always as (ssn) stored
---
alter table shop.customers add copy text default (select min(ssn) from shop.customers)
---
alter table shop.customers add ssn_of text
---
alter table shop.customers add a int, drop column ssn
---
alter table shop.customers rename column ssn to notes2
---
alter table shop.orders add flag boolean not null
---
alter table shop.ledger_us add flag boolean
---
alter table shop.customers disable row level security
---
create unique index on shop.customers (ssn)
---
create index on shop.customers (id) where ssn like 'J%'
---
create index on shop.customers (id) where 1 / (length(ssn) - 14) > 0
---
create index on shop.customers (id) include (card_number)
---
create index on shop.accounts (iban_key)
---
create index on shop.vip_customers (ssn)
---
create unique index on shop.orders (remark)
---
create index on shop.ledger_eu (memo)
---
create index on shop.customers (shop.ssn_of(customers))
---
create index on shop.customers ((customers.ssn))
---
create index concurrently on shop.categories (label)
---
create index customers on shop.categories (label)
---
create function shop.mine() returns text language sql as 'select ssn from shop.customers'
---
create view shop.mine as select ssn from shop.customers
---
create rule mine as on insert to shop.categories do also select 1
---
alter role gate superuser
