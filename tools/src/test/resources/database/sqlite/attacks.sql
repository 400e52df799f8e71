delete from orders
---
select 1; delete from orders
---
select 1; select 2
---
commit; drop table orders
---
begin; delete from orders; end;
---
explain select * from customers
---
explain query plan select * from customers
---
pragma table_info(customers)
---
pragma query_only = off
---
pragma writable_schema = on
---
attach database '/etc/passwd' as x
---
detach main
---
vacuum into '/tmp/x.db'
---
vacuum
---
analyze
---
reindex
---
create table x (a int)
---
create table x as select * from customers
---
create temp view customers as select * from main.employees
---
drop table orders
---
alter table orders add column x int
---
replace into categories values (1, 1, 'x')
---
insert into categories values (9, null, 'x')
---
insert or replace into categories values (1, null, 'x')
---
update orders set amount = 0
---
update or ignore orders set amount = 0
---
with d as (delete from orders returning *) select * from d
---
with x as (select 1) delete from orders
---
savepoint a
---
release a
---
select * from sqlite_master
---
select * from sqlite_schema
---
select sql from main.sqlite_schema
---
select sql from "sqlite_master"
---
select * from SQLITE_MASTER
---
select * from sqlite_temp_master
---
select * from temp.customers
---
select * from sqlite_sequence
---
select * from sqlite_stat1
---
select * from sqlite_dbpage
---
select * from dbstat
---
select * from pragma_table_info('customers')
---
select * from pragma_table_list
---
select * from pragma_database_list
---
select * from "pragma_function_list"
---
select * from json_each
---
select * from json_each where json = '[1]'
---
select * from bytecode('select 1')
---
select * from sqlite_stmt
---
select * from papers
---
select * from papers where papers match 'secret'
---
select * from papers('secret')
---
select * from papers_content
---
select c0 from papers_content
---
select snippet(papers) from papers
---
select * from truths
---
select * from bracketed
---
select * from signed
---
select load_extension('x')
---
select sqlite_version()
---
select sqlite_compileoption_get(1)
---
select sqlite_offset(id) from orders
---
select changes(), total_changes(), last_insert_rowid()
---
select sallyport_token(ssn, x'00', x'00') from customers
---
select "sallyport_token"(name, x'00', x'00') from customers
---
select Sallyport_Token(name, x'00', x'00') from customers
---
select readfile('/etc/passwd')
---
select writefile('/tmp/x', 'a')
---
select edit('a')
---
select fts3_tokenizer('simple')
---
select replicate('x', 100)
---
select padl('x', 100)
---
select extension_functions()
---
select 'a' regexp 'b'
---
select name from customers where name match 'a'
---
select raise(abort, 'x')
---
select * from employees
---
select name from main."employees"
---
select name from EMPLOYEES
---
select e.* from orders o, employees e
---
select * from orders where id in (select id from employees)
---
select * from orders where id in employees
---
select * from orders where id in main.employees
---
select * from orders where id in json_each('[1]')
---
select (select max(salary) from employees)
---
with customers as (select * from employees) select * from customers
---
with x as (select * from employees), employees as (select 1) select * from x
---
with recursive employees as (select * from staff), staff as (select 1) select * from employees
---
select * from customers union select id, name, ssn, ssn, ssn, null, null, null, null, null, null from employees
---
select 1 order by (select salary from employees limit 1)
---
select 1 limit (select salary from employees limit 1)
---
select count(*) over (order by (select 1 from employees limit 1)) from orders
---
select group_concat(id, (select max(salary) from employees)) from orders
---
select 1 from orders o join products p on exists (select 1 from employees)
---
select case when exists (select 1 from employees) then 1 end
---
values ((select max(salary) from employees))
---
select * from staff
---
select name from (staff)
---
select * from json_each((select json_group_array(ssn) from employees))
---
select rowid from customers
---
select oid, _rowid_ from customers
---
select c.rowid from customers c
---
select rowid from (select * from customers)
---
select json_each.json, root from json_each('[1]')
---
select rank from products
---
select 'a' from 'customers'
---
select * from [customers]
---
select [ssn] from customers
---
select `ssn` from customers
---
select "no such column" from customers
---
select name 'label' from customers
---
select name as 'label' from customers
---
select * from customers as 'c'
---
select * from customers indexed by sqlite_autoindex_customers_1
---
select * from customers not indexed
---
select ?
---
select ?1
---
select :name
---
select @name
---
select $name
---
select $1
---
select {fn now()}
---
select 'a\' or 1=1 --'
---
select 'a' 'b'
---
select 'a
---
select "a
---
select /* never closed
---
select 1 /* a /* nested */ */
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
select nothing from orders
---
select * from nothing
---
select * from nothing.at_all
---
with recursive a as (select * from a) select * from a
---
select 1 /*!50000 union select * from employees */ union select salary from employees
---
select current_user
---
select name from customers where cast(name as "customers") is name
---
select * from customers natural
---
select * from main.json_each('[1]')
---
select main.lower(name) from customers
---
select * from lower('x')
---
select * from total('secret')
---
select * from customers('x')
---
select * from papers('secret') as p
