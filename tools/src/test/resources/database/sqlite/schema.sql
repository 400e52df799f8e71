create table customers (
  id integer primary key,
  name text not null,
  email varchar(100),
  ssn text unique,
  card_number text,
  birthday date,
  balance decimal(12, 2),
  external_id text,
  phone,
  region text,
  notes text
);
insert into customers values
  (1, 'Ada', 'qzvxw@zzkqj.test', 'JQXW-KVZB-7731', 'GQWJ-ZKXV-BHTM-7731', '1987-03-14', 91827.64, '7c9e6679-7425-40de-944b-e07fc1f90ae7', '+49 30 1', 'EU', null),
  (2, 'Bob', 'xkjvq@zzkqj.test', 'WVXK-QJZH-8842', 'XVKZ-QWJH-GBPT-8842', '1991-11-02', 73645.19, '16fd2706-8baf-433b-82eb-8c7fada847da', '+49 30 2', 'EU', 'likes tea'),
  (3, 'Cy', 'wqjzk@zzkqj.test', 'ZKQV-XWJG-9953', 'KQJZ-VXWG-HTBM-9953', '1979-07-28', 55463.81, '886313e1-3b8a-5372-9b90-0c9aee199e5d', 493003, 'US', null),
  (4, 'Di', null, null, null, null, null, null, null, 'US', null);
create table products (id integer primary key, title text not null, price decimal(10, 2) not null, attributes text not null default '{}', tags text not null default '[]');
insert into products values
  (1, 'Kettle', 29.90, '{"color": "red", "watt": 2000}', '["kitchen","steel"]'),
  (2, 'Mug', 7.50, '{"color": "blue"}', '["kitchen"]'),
  (3, 'Lamp', 49.00, '{"color": "red", "bulbs": [1, 2]}', '["light","steel"]');
create table orders (
  id integer primary key,
  customer_id integer references customers (id),
  region text not null,
  status text not null check (status in ('new', 'paid', 'shipped', 'cancelled')),
  amount decimal(10, 2) not null,
  created_at datetime not null,
  shipped_on date,
  remark text,
  cents integer generated always as (cast(amount * 100 as integer)) virtual
);
create index orders_customer on orders (customer_id);
insert into orders values
  (1, 1, 'EU', 'paid', 37.40, '2024-01-05 10:00:00', '2024-01-07', 'gift'),
  (2, 1, 'EU', 'new', 49.00, '2024-01-20 12:30:00', null, null),
  (3, 2, 'EU', 'shipped', 7.50, '2024-02-02 08:15:00', '2024-02-03', 'ring twice'),
  (4, 3, 'US', 'paid', 6661.25, '2024-02-10 23:59:59', null, 'HBGZQWKJX'),
  (5, 3, 'US', 'cancelled', 6662.50, '2024-03-01 00:00:00', null, 'HBGZQWKJX');
create table order_items (
  order_id integer references orders (id),
  product_id integer references products (id),
  quantity int not null,
  primary key (order_id, product_id)
) without rowid;
insert into order_items values (1, 1, 1), (1, 2, 1), (2, 3, 1), (3, 2, 1), (4, 1, 3), (5, 3, 2);
create table visits (customer_id integer, email text, seen_at datetime not null);
insert into visits values
  (1, 'qzvxw@zzkqj.test', '2024-05-01 10:00:00'), (2, 'xkjvq@zzkqj.test', '2024-05-02 11:30:00');
create table categories (id integer primary key, parent_id integer, label text);
insert into categories values (1, null, 'all'), (2, 1, 'house'), (3, 2, 'kitchen'), (4, 1, 'garden');
create table changes_made (what text);
create trigger category_deleted after delete on categories begin insert into changes_made values (old.label); end;
create view order_totals as
  select c.id as customer_id, c.name, count(o.id) as orders, coalesce(sum(o.amount), 0) as total
  from customers c left join orders o on o.customer_id = c.id group by c.id, c.name;
CREATE VIEW contacts(id, name, tax_number, mail) AS select id, name, ssn, lower(email) from customers;
create view contacts_again as select tax_number as t, mail from contacts;
create view "bracketed" as select [ssn] as [s] from [customers];
create view signed as select sallyport_token(ssn, x'00', x'00') as s from customers;
create view listed as with customers as (select ssn as s from main.customers) select s from customers;
create table employees (id integer primary key, name text, salary int, ssn text, manager_id int);
insert into employees values (1, 'Eve', 123457, 'PLKQ-ZZXW-1177', null), (2, 'Finn', 98761, 'MNBQ-WWZX-2288', 1);
create view staff as select name, salary from employees;
create virtual table papers using fts5(body, tokenize = 'porter');
insert into papers values ('JQXW-KVZB-7731 is secret');
create virtual table total using fts5(body);
insert into total values ('JQXW-KVZB-7731 is secret');
create table "Odd Name" (id int, "Mixed Case" text, "select" text);
insert into "Odd Name" values (1, 'm', 's');
create table "truths" (id int, "true" text);
create table types (id integer, big bigint, r real, n numeric, t text, b blob, anything, d date, s varchar(5));
insert into types values
  (1, 9007199254740993, 0.1, 12345678901234567, 'ünïcode ☃', x'deadbeef', 'text', '2024-01-31', 'ab'),
  (2, -9223372036854775808, 1e300, '1.50', 5, 'not a blob', 7, 2460341, null),
  (3, null, -9e999, null, '', x'', 1.5, null, null);
create table letters (id int, email text, mirrored text generated always as (lower(email)) virtual, kept text generated always as (substr(email, 2)) stored);
insert into letters (id, email) values (1, 'qzvxw@zzkqj.test')
