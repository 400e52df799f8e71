create schema hr;
create table customers (
  id bigint primary key,
  name varchar not null,
  email varchar(100),
  ssn varchar(40) unique,
  card_number varchar,
  birthday date,
  balance numeric(12, 2),
  external_id uuid,
  phone varchar_ignorecase,
  region varchar,
  notes clob
);
comment on table customers is 'People who buy';
comment on column customers.region is 'EU or US';
insert into customers values
  (1, 'Ada', 'qzvxw@zzkqj.test', 'JQXW-KVZB-7731', 'GQWJ-ZKXV-BHTM-7731', '1987-03-14', 91827.64, '7c9e6679-7425-40de-944b-e07fc1f90ae7', '+49 30 1', 'EU', null),
  (2, 'Bob', 'xkjvq@zzkqj.test', 'WVXK-QJZH-8842', 'XVKZ-QWJH-GBPT-8842', '1991-11-02', 73645.19, '16fd2706-8baf-433b-82eb-8c7fada847da', '+49 30 2', 'EU', 'likes tea'),
  (3, 'Cy', 'wqjzk@zzkqj.test', 'ZKQV-XWJG-9953', 'KQJZ-VXWG-HTBM-9953', '1979-07-28', 55463.81, '886313e1-3b8a-5372-9b90-0c9aee199e5d', '+49 30 3', 'US', null),
  (4, 'Di', null, null, null, null, null, null, null, 'US', null);
create table products (id int primary key, title varchar not null, price decimal(10, 2) not null, tags varchar array);
insert into products values (1, 'Kettle', 29.90, array['kitchen', 'steel']), (2, 'Mug', 7.50, array['kitchen']), (3, 'Lamp', 49.00, array['light', 'steel']);
create table orders (
  id bigint primary key,
  customer_id bigint references customers (id),
  region varchar not null,
  status enum('new', 'paid', 'shipped', 'cancelled') not null,
  amount decimal(10, 2) not null,
  created_at timestamp with time zone not null,
  shipped_on date,
  remark varchar,
  cents bigint generated always as (cast(amount * 100 as bigint))
);
insert into orders (id, customer_id, region, status, amount, created_at, shipped_on, remark) values
  (1, 1, 'EU', 'paid', 37.40, '2024-01-05 10:00:00+00', '2024-01-07', 'gift'),
  (2, 1, 'EU', 'new', 49.00, '2024-01-20 12:30:00+00', null, null),
  (3, 2, 'EU', 'shipped', 7.50, '2024-02-02 08:15:00+00', '2024-02-03', 'ring twice'),
  (4, 3, 'US', 'paid', 6661.25, '2024-02-10 23:59:59+00', null, 'HBGZQWKJX'),
  (5, 3, 'US', 'cancelled', 6662.50, '2024-03-01 00:00:00+00', null, 'HBGZQWKJX');
create table order_items (order_id bigint references orders (id), product_id int references products (id), quantity int not null, primary key (order_id, product_id));
insert into order_items values (1, 1, 1), (1, 2, 1), (2, 3, 1), (3, 2, 1), (4, 1, 3), (5, 3, 2);
create table visits (customer_id bigint, email varchar, seen_at timestamp not null);
insert into visits values (1, 'qzvxw@zzkqj.test', '2024-05-01 10:00:00'), (2, 'xkjvq@zzkqj.test', '2024-05-02 11:30:00');
create table categories (id int primary key, parent_id int, label varchar default 'none');
insert into categories values (1, null, 'all'), (2, 1, 'house'), (3, 2, 'kitchen'), (4, 1, 'garden');
create view order_totals as
  select c.id as customer_id, c.name, count(o.id) as orders, coalesce(sum(o.amount), 0) as total
  from customers c left join orders o on o.customer_id = c.id group by c.id, c.name;
create view contacts(id, name, tax_number, mail) as select id, name, ssn, lower(email) from customers;
create view contacts_again as select tax_number as t, mail from contacts;
create view listed as with q as (select ssn as s from customers) select s from q;
create table hr.employees (id int primary key, name varchar, salary int, ssn varchar, manager_id int);
insert into hr.employees values (1, 'Eve', 123457, 'PLKQ-ZZXW-1177', null), (2, 'Finn', 98761, 'MNBQ-WWZX-2288', 1);
create view staff as select name, salary from hr.employees;
create table "small" (id int, ssn varchar);
insert into "small" values (1, 'JQXW-KVZB-7731');
create table "SMALL" (id int, ssn varchar);
create view over_small as select ssn from "small";
create table mixed (id int, "Ssn" varchar, ssn varchar);
insert into mixed values (1, 'JQXW-KVZB-7731', 'open');
create table unseen (id int, hidden varchar invisible);
create view shadowed as with later as (select id, ssn from customers) select id from later;
create table later (id bigint, ssn varchar);
create alias steal as 'String steal() { return "JQXW-KVZB-7731"; }';
create alias sixty for 'java.lang.Math.toDegrees';
create view sneaky as select steal() as loot;
create sequence counter;
create constant secret value 'JQXW-KVZB-7731';
create synonym people for customers;
create domain phone as varchar(20);
create table types (
  id int, big bigint, tiny smallint, num numeric(30, 3), r real, d8 double precision, df decfloat, yes boolean,
  ts timestamp, tstz timestamp with time zone, d date, t time, iv interval day to second, j json, bin varbinary,
  arr int array, u uuid, x varchar, c char(5), cl clob, bl blob
);
insert into types values (
  1, 9007199254740993, 7, 12345678901234567890.123, 1.5, 0.1, 1.25, true,
  '2024-01-31 10:20:30.5', '2024-01-31 10:20:30+00', '2024-01-31', '10:20:30', interval '1 02:03:04' day to second,
  json '{"a": 1}', x'deadbeef', array[1, 2, 3], '01234567-89ab-cdef-0123-456789abcdef', 'ünïcode ☃', 'ab', 'long', x'00ff');
insert into types (id) values (2);
create table letters (id int, email varchar, mirrored varchar generated always as (lower(email)));
insert into letters (id, email) values (1, 'qzvxw@zzkqj.test');
