create schema shop;
create schema hr;
create schema vault;
create type shop.order_status as enum ('new', 'paid', 'shipped', 'cancelled');
create domain shop.phone as text check (value ~ '^[0-9+ ]+$');

create table shop.customers (
  id bigint primary key,
  name text not null,
  email varchar(100),
  ssn text unique,
  card_number text,
  birthday date,
  balance numeric(12, 2),
  external_id uuid,
  phone shop.phone,
  region text,
  notes text
);
comment on table shop.customers is 'People who buy';
comment on column shop.customers.region is 'EU or US';
insert into shop.customers values
  (1, 'Ada', 'qzvxw@zzkqj.test', 'JQXW-KVZB-7731', 'GQWJ-ZKXV-BHTM-7731', '1987-03-14', 91827.64, '7c9e6679-7425-40de-944b-e07fc1f90ae7', '+49 30 1', 'EU', null),
  (2, 'Bob', 'xkjvq@zzkqj.test', 'WVXK-QJZH-8842', 'XVKZ-QWJH-GBPT-8842', '1991-11-02', 73645.19, '16fd2706-8baf-433b-82eb-8c7fada847da', '+49 30 2', 'EU', 'likes tea'),
  (3, 'Cy', 'wqjzk@zzkqj.test', 'ZKQV-XWJG-9953', 'KQJZ-VXWG-HTBM-9953', '1979-07-28', 55463.81, '886313e1-3b8a-5372-9b90-0c9aee199e5d', '+49 30 3', 'US', null),
  (4, 'Di', null, null, null, null, null, null, null, 'US', null);

create table shop.products (
  id int primary key,
  title text not null,
  price numeric(10, 2) not null,
  attributes jsonb not null default '{}',
  tags text[] not null default '{}'
);
insert into shop.products values
  (1, 'Kettle', 29.90, '{"color": "red", "watt": 2000}', '{kitchen,steel}'),
  (2, 'Mug', 7.50, '{"color": "blue"}', '{kitchen}'),
  (3, 'Lamp', 49.00, '{"color": "red", "bulbs": [1, 2]}', '{light,steel}');

create table shop.orders (
  id bigint primary key,
  customer_id bigint references shop.customers (id),
  region text not null,
  status shop.order_status not null,
  amount numeric(10, 2) not null,
  created_at timestamptz not null,
  shipped_on date,
  remark text
);
create index on shop.orders (customer_id);
insert into shop.orders values
  (1, 1, 'EU', 'paid', 37.40, '2024-01-05 10:00:00+00', '2024-01-07', 'gift'),
  (2, 1, 'EU', 'new', 49.00, '2024-01-20 12:30:00+00', null, null),
  (3, 2, 'EU', 'shipped', 7.50, '2024-02-02 08:15:00+00', '2024-02-03', 'ring twice'),
  (4, 3, 'US', 'paid', 6661.25, '2024-02-10 23:59:59+00', null, 'HBGZQWKJX'),
  (5, 3, 'US', 'cancelled', 6662.50, '2024-03-01 00:00:00+00', null, 'HBGZQWKJX');

create table shop.order_items (
  order_id bigint references shop.orders (id),
  product_id int references shop.products (id),
  quantity int not null,
  primary key (order_id, product_id)
);
insert into shop.order_items values (1, 1, 1), (1, 2, 1), (2, 3, 1), (3, 2, 1), (4, 1, 3), (5, 3, 2);

create table shop.visits (
  customer_id bigint,
  email text,
  seen_at timestamp not null
) partition by range (seen_at);
create table shop.visits_2024 partition of shop.visits for values from ('2024-01-01') to ('2025-01-01');
insert into shop.visits values
  (1, 'qzvxw@zzkqj.test', '2024-05-01 10:00:00'), (2, 'xkjvq@zzkqj.test', '2024-05-02 11:30:00');

create table shop.categories (id int primary key, parent_id int, label text);
insert into shop.categories values (1, null, 'all'), (2, 1, 'house'), (3, 2, 'kitchen'), (4, 1, 'garden');

create view shop.order_totals as
  select c.id as customer_id, c.name, count(o.id) as orders, coalesce(sum(o.amount), 0) as total
  from shop.customers c left join shop.orders o on o.customer_id = c.id group by c.id, c.name;
create view shop.contacts as select id, name, ssn as tax_number, lower(email) as mail from shop.customers;
create view shop.contacts_again as select tax_number as t, mail from shop.contacts;
create materialized view shop.cards as select id, card_number as pan from shop.customers;

create table hr.employees (id int primary key, name text, salary int, ssn text, manager_id int);
insert into hr.employees values (1, 'Eve', 123457, 'PLKQ-ZZXW-1177', null), (2, 'Finn', 98761, 'MNBQ-WWZX-2288', 1);
create view shop.staff as select name, salary from hr.employees;

create function shop.steal() returns text language sql as 'select string_agg(ssn, '','') from shop.customers';
create view shop.sneaky as select shop.steal() as loot;
create function shop.ssn_of(c shop.customers) returns text language sql as 'select c.ssn';
create operator shop.=== (leftarg = text, rightarg = text, procedure = texteq);
create sequence shop.counter;
create table shop."Odd Name" (id int, "Mixed Case" text, "select" text);
insert into shop."Odd Name" values (1, 'm', 's');
create table shop.types (
  id int, big bigint, tiny smallint, num numeric, real4 real, real8 double precision, yes boolean,
  ts timestamp, tstz timestamptz, d date, t time, iv interval, j json, jb jsonb, bin bytea,
  arr int[], u uuid, ip inet, rng int4range, x text, c char(5), bits bit(4)
);
insert into shop.types values (
  1, 9007199254740993, 7, 12345678901234567890.123, 1.5, 0.1, true,
  '2024-01-31 10:20:30.5', '2024-01-31 10:20:30+00', '2024-01-31', '10:20:30', '1 day 02:03:04',
  '{"a": 1}', '{"b": [1, 2]}', '\xdeadbeef', '{1,2,3}', '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  '10.0.0.1', '[1,5)', 'ünïcode ☃', 'ab', b'1010');
insert into shop.types (id) values (2);
analyze;
