delete from orders
---
select 1; delete from orders
---
select 1; select 2
---
commit; drop table orders
---
explain analyze select * from customers
---
explain select * from customers
---
script
---
script to '/tmp/x.sql'
---
runscript from '/tmp/x.sql'
---
backup to '/tmp/x.zip'
---
shutdown
---
call steal()
---
call csvread('/etc/passwd')
---
set mode mysql
---
set @a = 1
---
set session characteristics as transaction isolation level serializable
---
set schema hr
---
set query_timeout 0
---
show tables
---
help
---
checkpoint
---
analyze
---
create table x (a int)
---
create table x as select * from customers
---
create alias run for 'java.lang.Runtime.exec'
---
create linked table x ('', 'jdbc:h2:mem:', 'sa', '', 'x')
---
create trigger t before insert on orders call 'x'
---
drop table orders
---
alter table orders add column x int
---
truncate table orders
---
grant all on orders to public
---
merge into categories key (id) values (1, 1, 'x')
---
insert into categories values (9, null, 'x')
---
update orders set amount = 0
---
table customers
---
select * from (table hr.employees)
---
select (table hr.employees)
---
select * from orders where id in (table hr.employees)
---
select * from final table (delete from orders)
---
select * from old table (update orders set amount = 0)
---
select * from new table (insert into categories values (9, 1, 'x'))
---
select * from orders for update
---
select * from orders for update nowait
---
select file_read('/etc/passwd')
---
select "FILE_READ"('/etc/passwd')
---
select file_write('x', '/tmp/x')
---
select * from csvread('/etc/passwd')
---
select csvwrite('/tmp/x', 'select * from customers')
---
select * from link_schema('a', '', 'jdbc:h2:mem:', 'sa', '', 'PUBLIC')
---
select memory_used(), memory_free(), h2version()
---
select session_id(), cancel_session(1), abort_session(1)
---
select lock_mode(), lock_timeout(), autocommit(), readonly()
---
select database(), database_path(), schema(), user()
---
select transaction_id(), identity(), scope_identity()
---
select nextval('counter')
---
select next value for counter
---
select current value for counter
---
select counter.nextval
---
select counter.currval from counter
---
select secret
---
select public.secret
---
select steal()
---
select public.steal()
---
select * from steal()
---
select sixty(1)
---
select * from sneaky
---
select * from people
---
select * from shadowed
---
select * from "small"
---
select * from small
---
select * from over_small
---
select "Ssn" from mixed
---
select ssn from mixed
---
select * from mixed
---
select * from unseen
---
select hidden from unseen
---
select _rowid_ from customers
---
select rownum from customers
---
select rownum() from customers
---
select c._rowid_ from customers c
---
select * from information_schema.tables
---
select * from information_schema.users
---
select * from Information_Schema.settings
---
select * from "INFORMATION_SCHEMA"."SESSIONS"
---
select * from dual
---
select * from hr.employees
---
select name from "HR"."EMPLOYEES"
---
select name from "hr"."employees"
---
select e.* from orders o, hr.employees e
---
select * from orders where id in (select id from hr.employees)
---
select (select max(salary) from hr.employees)
---
with customers as (select * from hr.employees) select * from customers
---
with recursive employees as (select * from staff), staff as (select 1) select * from employees
---
select * from customers union select id, name, ssn, ssn, ssn, null, null, null, null, null, null from hr.employees
---
select 1 order by (select salary from hr.employees limit 1)
---
select 1 limit (select salary from hr.employees limit 1)
---
select count(*) over (order by (select 1 from hr.employees limit 1)) from orders
---
select array_agg(id order by (select max(salary) from hr.employees)) from orders
---
select 1 from orders o join products p on exists (select 1 from hr.employees)
---
select case when exists (select 1 from hr.employees) then 1 end
---
select array(select ssn from hr.employees)
---
values ((select max(salary) from hr.employees))
---
select * from staff
---
select name from (staff)
---
select * from table(x int = (1, 2))
---
select * from unnest(array(select ssn from hr.employees))
---
select * from system_range(1, (select max(salary) from hr.employees))
---
select cast(x'00' as java_object)
---
select cast('x' as other)
---
select cast('x' as geometry)
---
select cast('x' as phone)
---
select cast('x' as public.phone)
---
select repeat('x', 1000000000)
---
select space(1000000000)
---
select lpad('x', 1000000000), rpad('x', 1000000000)
---
select hash('SHA-256', 'x', 1000000000)
---
select encrypt('AES', x'00', x'00')
---
select 'a' regexp 'b'
---
select regexp_replace('a', 'b', 'c')
---
select regexp_like('a', '(a+)+$')
---
select xmltext('a')
---
select truncate_value('a', 1, true)
---
select trigger('x'), array_agg(1), table('x')
---
select current_user
---
select user
---
select session_user, current_role, current_catalog, current_schema
---
select 'a' from 'customers'
---
select `ssn` from customers
---
select name 'label' from customers
---
select @a
---
select @a := 1
---
select ?
---
select ?1
---
select :name
---
select $1
---
select $$a$$
---
select {fn now()}
---
select 'a\' or 1=1 --'
---
select 'a' 'b'
---
select U&'\0061'
---
select U&"\0069d" from orders
---
select n'a'
---
select 'a
---
select "a
---
select /* never closed
---
select 1 /* a /* nested */ */
---
select 1 // 2
---
select id#salary from orders
---
select (1
---
select 1)
---
select１
---
select 1;;
---
;
---
--
---
select a.b.c.d.e from orders a
---
select readers.public.orders.id from orders
---
select * from readers.hr.employees
---
select nothing from orders
---
select * from nothing
---
select * from nothing.at_all
---
with recursive a as (select * from a) select * from a
---
select * from customers use index (primary_key_5)
---
select * from customers tablesample system (10)
---
select top 1 * from hr.employees
---
select id from orders minus select id from hr.employees
---
select id from orders qualify row_number() over (order by id) = 1
---
select unique (select 1 from hr.employees)
---
select 1 /*!50000 union select * from hr.employees */ union select salary from hr.employees
---
select * from lower('x')
---
select * from array_agg(1)
