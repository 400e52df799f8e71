delete from shop.orders
---
select 1; delete from shop.orders
---
select 1; select 2
---
commit; drop table shop.orders
---
begin; delete from shop.orders; end;
---
do $$ begin delete from shop.orders; end $$
---
call shop.steal()
---
copy shop.customers to stdout
---
copy (select 1) to program 'id'
---
copy shop.customers from '/etc/passwd'
---
explain analyze delete from shop.orders
---
explain select * from shop.customers
---
explain analyze select 1
---
set transaction read write
---
set role postgres
---
reset all
---
show all
---
prepare p as delete from shop.orders
---
execute p
---
declare c cursor for select * from shop.customers
---
listen x
---
notify x
---
lock table shop.orders
---
vacuum
---
analyze shop.orders
---
reindex table shop.orders
---
cluster shop.orders
---
refresh materialized view shop.cards
---
truncate shop.orders
---
drop table shop.orders
---
create table shop.x (a int)
---
create table shop.x as select * from shop.customers
---
alter table shop.orders add column x int
---
grant all on shop.orders to public
---
TABLE hr.employees
---
select * into shop.copy from shop.customers
---
select id into temp t from shop.orders
---
select * from shop.orders for update
---
select * from shop.orders for no key update skip locked
---
select * from (select * from shop.orders for share) x
---
with d as (delete from shop.orders returning *) select * from d
---
with i as (insert into shop.categories values (9, null, 'x') returning id) select * from i
---
with u as materialized (update shop.orders set amount = 0 returning *) select 1
---
select (with d as (delete from shop.orders returning 1) select 1)
---
merge into shop.orders o using shop.products p on o.id = p.id when matched then delete
---
insert into shop.categories values (9, null, 'x')
---
update shop.orders set amount = 0
---
select pg_read_file('/etc/passwd')
---
select "pg_read_file"('/etc/passwd')
---
select pg_catalog.pg_read_file('/etc/passwd')
---
select ('/etc/passwd'::text).pg_read_file
---
select pg_ls_dir('/')
---
select * from pg_stat_file('/etc/passwd')
---
select lo_create(0)
---
select lo_import('/etc/passwd')
---
select lo_get(1)
---
select * from dblink('host=localhost', 'select 1') as t(x int)
---
select query_to_xml('select * from hr.employees', true, true, '')
---
select table_to_xml('shop.customers', true, true, '')
---
select database_to_xml(true, true, '')
---
select cursor_to_xml('c', 1, true, true, '')
---
select ts_stat('select to_tsvector(ssn) from shop.customers')
---
select * from ts_stat('select to_tsvector(ssn) from shop.customers')
---
select ts_rewrite('a'::tsquery, 'select ssn::tsquery, ssn::tsquery from shop.customers')
---
select set_config('transaction_read_only', 'off', false)
---
select current_setting('data_directory')
---
select pg_terminate_backend(1)
---
select pg_cancel_backend(1)
---
select pg_advisory_lock(1)
---
select pg_notify('a', 'b')
---
select pg_reload_conf()
---
select pg_switch_wal()
---
select pg_sleep(100)
---
select nextval('shop.counter')
---
select setval('shop.counter', 99)
---
select currval('shop.counter')
---
select last_value from shop.counter
---
select txid_current()
---
select pg_export_snapshot()
---
select pg_logical_emit_message(true, 'a', 'b')
---
select version()
---
select current_user
---
select session_user, inet_server_addr()
---
select has_table_privilege('hr.employees', 'select')
---
select to_regclass('hr.employees')
---
select 'hr.employees'::regclass
---
select cast('hr.employees' as regclass)
---
select oid::regclass from shop.types
---
select * from pg_stats
---
select * from pg_catalog.pg_authid
---
select * from pg_shadow
---
select * from "pg_stats"
---
select * from information_schema.tables
---
select * from pg_toast.pg_toast_1
---
select * from hr.employees
---
select name from "hr"."employees"
---
select * from shop.staff
---
select e.* from shop.orders o, hr.employees e
---
select * from shop.orders where id in (select id from hr.employees)
---
select (select max(salary) from hr.employees)
---
with customers as (select * from hr.employees) select * from customers
---
select * from shop.customers union select id, name, ssn, ssn, ssn, null, null, null, null, null, null from hr.employees
---
select 1 order by (select salary from hr.employees limit 1)
---
select 1 limit (select salary from hr.employees limit 1)
---
select count(*) over (order by (select 1 from hr.employees limit 1)) from shop.orders
---
select array_agg(id order by (select max(salary) from hr.employees)) from shop.orders
---
select 1 from shop.orders o join shop.products p on exists (select 1 from hr.employees)
---
select case when exists (select 1 from hr.employees) then 1 end
---
select array(select ssn from hr.employees)
---
select * from lateral (select * from hr.employees) x
---
values ((select max(salary) from hr.employees))
---
select shop.steal()
---
select steal()
---
select * from shop.steal()
---
select * from shop.sneaky
---
select shop.ssn_of(c) from shop.customers c
---
select ssn_of(c) from shop.customers c
---
select c.ssn_of from shop.customers c
---
select (c).ssn_of from shop.customers c
---
select ssn(c) from shop.customers c
---
select 'a' operator(shop.===) 'b'
---
select 'a' === 'b'
---
select ctid, xmin from shop.customers
---
select tableoid::regclass from shop.visits
---
select * from shop.customers tablesample system (100)
---
select * from xmltable('/a' passing (select ssn from hr.employees limit 1)::xml columns b text)
---
select xmlparse(document '<a/>')
---
select $1
---
select :name
---
select 1 // 2
---
select id#salary from shop.orders
---
select @salary from shop.orders
---
select `id` from shop.orders
---
select {fn now()}
---
select {d '2024-01-01'}
---
select 'a\' or 1=1 --'
---
select E'\x00'
---
select U&"\0069d" from shop.orders
---
select U&'!0061' uescape '!'
---
select 'a' 'b'
---
select 'a
---
select "a
---
select /* never closed
---
select $a$ never closed
---
select (1
---
select 1)
---
select (1]
---
select１
---
select 1;;
---
;
---
--
---
select a.b.c.d.e from shop.orders a
---
select nothing from shop.orders
---
select * from shop.nothing
---
select * from nothing.at_all
---
select * from shop.orders, lateral (select hidden from orders x) y
---
select aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa from shop.orders
---
with recursive customers as (select * from employees), employees as (select 1) select * from customers
---
with recursive a as (select * from a) select * from a
---
select * from shop.customers as of system time now()
---
handler shop.orders open
---
select * from rows from (pg_ls_dir('/')) x
---
select * from json_to_record('{}') as x(a regclass)
---
select interval '1' day::regrole
---
select 'x'::shop.phone
---
select 'x'::nothing
---
select null::shop.customers
---
select current_schema
---
select user
---
select pg_typeof(1)::oid
---
select * from generate_series(1, (select max(salary) from hr.employees))
---
select 1 /*!50000 union select * from hr.employees */ union select salary from hr.employees
---
table only hr.employees
---
table pg_authid
---
select * from only hr.employees
---
select * from only (pg_catalog.pg_authid)
---
select * from hr.employees *
---
select 1 from shop.orders o join hr.employees e join shop.products p on true on true
---
select 1 from shop.orders order by id using operator(shop.<)
---
select json_value('{}', '$.a' default pg_read_file('/etc/passwd') on error)
---
select json_query('1', '$' returning regclass)
---
select json_query('1', '$x' passing (select max(salary) from hr.employees) as x)
---
select json_array(select ssn from hr.employees)
---
select json_object('a' value (select max(ssn) from hr.employees))
---
select json_arrayagg(shop.steal())
---
select * from json_table('[1]', '$[*]' columns (a regclass path '$'))
---
select * from json_table('[1]', '$[*]' columns (a int path '$' default (select max(salary) from hr.employees) on empty))
---
select * from json_table((select to_jsonb(e) from hr.employees e limit 1), '$' columns (a text path '$.ssn'))
---
select * from json_table('[1]', '$[*]', pg_read_file('/etc/passwd') columns (a int))
---
with recursive r as (select 1 as a union all select a + 1 from r) cycle a set b to (select max(salary) from hr.employees) default 0 using c select * from r
---
with recursive r as (select 1 as a union all select a + 1 from r) search depth first by a, pg_sleep(1) set b select * from r
---
select xmlelement(name a, (select max(ssn) from hr.employees))
---
select xmlserialize(document '<a/>'::xml as text)
---
select merge_action()
---
select * from unnest(array(select ssn from hr.employees), array[1])
---
select pg_sleep(seconds := 100)
---
select id from shop.orders where id = :id
---
select :"id" from shop.orders
