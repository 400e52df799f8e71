delete from shop.orders
---
select 1; delete from shop.orders
---
select 1; select 2
---
commit; drop table shop.orders
---
begin
---
start transaction read write
---
begin not atomic delete from shop.orders; end
---
call shop.steal()
---
do sleep(10)
---
set @a = 1
---
set sql_mode = 'ANSI_QUOTES'
---
set session transaction read write
---
set statement max_statement_time = 0 for select 1
---
prepare p from 'delete from shop.orders'
---
execute p
---
execute immediate 'delete from shop.orders'
---
handler shop.customers open
---
load data local infile '/etc/passwd' into table shop.categories
---
load data infile '/etc/passwd' into table shop.categories
---
select * from shop.customers into outfile '/tmp/x'
---
select ssn into dumpfile '/tmp/x' from shop.customers
---
select ssn into @a from shop.customers
---
select ssn from shop.customers limit 1 into @a
---
select (select ssn from shop.customers limit 1 into @a)
---
select load_file('/etc/passwd')
---
select LOAD_FILE(0x2f6574632f706173737764)
---
select `load_file`('/etc/passwd')
---
select load_file
('/etc/passwd')
---
select sleep(10)
---
select benchmark(100000000, md5('a'))
---
select get_lock('a', 10)
---
select release_lock('a')
---
select is_used_lock('a')
---
select user()
---
select current_user
---
select current_user()
---
select session_user()
---
select system_user()
---
select current_role
---
select version()
---
select @@version
---
select @@global.secure_file_priv
---
select @a := ssn from shop.customers
---
select @a
---
select database()
---
select schema()
---
select connection_id()
---
select last_insert_id()
---
select last_insert_id(5)
---
select row_count()
---
select found_rows()
---
select sql_calc_found_rows id from shop.orders
---
select extractvalue(1, concat(0x7e, (select ssn from shop.customers limit 1)))
---
select updatexml(1, concat(0x7e, (select ssn from shop.customers limit 1)), 1)
---
select name_const('a', 1)
---
select master_pos_wait('a', 1)
---
select uuid_short()
---
select uuid()
---
select sys_exec('id')
---
select nextval(shop.counter)
---
select next value for shop.counter
---
select * from shop.orders procedure analyse(extractvalue(1, 2), 1)
---
select * from shop.orders for update
---
select * from shop.orders lock in share mode
---
select * from (select * from shop.orders for update) x
---
table shop.customers
---
TABLE hr.employees
---
values row(1, 2)
---
select /*! ssn from shop.customers -- */ 1
---
select 1 /*!50000 union select salary from hr.employees */
---
select 1 /*M! union select salary from hr.employees */
---
select 1 /*!union*/ select 2
---
select 1 /* a /* b */ union select salary from hr.employees */
---
select 1 */ union select 2
---
select 1 /* never closed
---
select 'a' 'b'
---
select 'a
---
select "a
---
select `a
---
select 'a\'
---
select 'a\0b'
---
select 'a\Z'
---
select '\b'
---
select _latin1'a'
---
select _binary'a'
---
select x'4'
---
select x'zz'
---
select 0X41
---
select 0xzz
---
select 0b2
---
select 1a from shop.orders
---
select 1e from shop.orders
---
select 1.a from shop.orders
---
select a$b from shop.`Odd Name`
---
select 1`a`
---
select 1'a'
---
select n"a"
---
select a || b from shop.orders
---
select 1 || (select salary from hr.employees limit 1)
---
select !1
---
select {d '2024-01-01'}
---
select {fn now()}
---
select {x (select ssn from shop.customers limit 1)}
---
select ?
---
select :name
---
select $1
---
select \N
---
select ``
---
select `a{b`
---
select １
---
select 1 from shop.orders partition (p0)
---
select 1 from shop.orders use index (customer_id)
---
select 1 from shop.orders force index for join (customer_id)
---
select 1 from shop.orders for system_time all
---
select * from shop.orders, lateral (select * from hr.employees) x
---
select * from json_table('[1]', '$[*]' columns (a int path '$')) x
---
select * from mysql.user
---
select * from MySQL.`User`
---
select * from information_schema.tables
---
select * from INFORMATION_SCHEMA.PROCESSLIST
---
select * from performance_schema.threads
---
select * from sys.version
---
select * from user
---
select * from processlist
---
select * from hr.employees
---
select name from `hr`.`employees`
---
select name from HR.EMPLOYEES
---
select * from hr . employees
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
with recursive customers as (select * from employees), employees as (select 1) select * from customers
---
with recursive a as (select * from a) select * from a
---
select id from shop.orders union select salary from hr.employees
---
select 1 order by (select salary from hr.employees limit 1)
---
select count(*) over (order by (select 1 from hr.employees limit 1)) from shop.orders
---
select group_concat(id order by (select max(salary) from hr.employees)) from shop.orders
---
select 1 from shop.orders o join shop.products p on exists (select 1 from hr.employees)
---
select case when exists (select 1 from hr.employees) then 1 end
---
select 1 from shop.orders group by (select max(salary) from hr.employees)
---
select count(*) as n from shop.orders having n > (select max(salary) from hr.employees)
---
select date_add('2024-01-01', interval (select max(salary) from hr.employees) day)
---
select shop.steal()
---
select steal()
---
select `steal`()
---
select shop . steal ()
---
select `shop`.`steal`()
---
select shop.any_value(1)
---
select * from shop.sneaky
---
select * from shop.twin
---
select * from shop.merged
---
select * from (table hr.employees) x
---
select 1 where 1 in (table hr.employees)
---
select 1 from shop.orders, (shop.products, hr.employees)
---
select 1 from shop.orders o join lateral (select salary from hr.employees) x on true
---
select salary from hr.employees e natural join shop.orders
---
select 'a' from shop.orders where exists (select 1 from `hr`.employees)
---
select json_table('[]', '$' columns (a int path '$'))
---
select cast((select max(salary) from hr.employees) as char)
---
select interval(1, 2, 3)
---
select values(id) from hr.employees
---
select match (name) against ('x' with query expansion) from hr.employees
---
select * from shop.Twin
---
select email from shop.hidden_column
---
select _rowid from shop.categories
---
select nothing from shop.orders
---
select * from shop.nothing
---
select * from nothing.at_all
---
select a.b.c.d.e from shop.orders a
---
select 1;;
---
;
---
--
---
#
---
select (1
---
select 1)
---
select [1]
---
select cast(1 as geometry)
---
select cast('x' as shop.phone)
---
select default(id) from shop.orders
---
explain select * from shop.customers
---
describe shop.customers
---
show tables
---
show grants
---
show processlist
---
kill 1
---
flush tables
---
lock tables shop.orders write
---
truncate shop.orders
---
create table shop.x (a int)
---
create temporary table x (a int)
---
alter table shop.orders add column x int
---
grant all on *.* to x
---
insert into shop.categories values (9, null, 'x')
---
replace into shop.categories values (9, null, 'x')
---
update shop.orders set amount = 0
---
with d as (delete from shop.orders returning *) select * from d
---
install plugin a soname 'x.so'
---
shutdown
---
use hr
---
xa start 'a'
---
change master to master_host = 'x'
---
purge binary logs to 'x'
---
analyze table shop.orders
---
checksum table shop.customers
