create database shop character set utf8mb4 collate utf8mb4_general_ci;
create database hr character set utf8mb4 collate utf8mb4_general_ci;
create database vault character set utf8mb4;
use shop;

create table customers (
  id bigint primary key,
  name varchar(100) not null,
  email varchar(100),
  ssn varchar(50) unique,
  card_number varchar(50) character set latin1,
  birthday date,
  balance decimal(12, 2),
  external_id char(36),
  phone varchar(30),
  region varchar(10) comment 'EU or US',
  notes text
) comment 'People who buy';
insert into customers values
  (1, 'Ada', 'qzvxw@zzkqj.test', 'JQXW-KVZB-7731', 'GQWJ-ZKXV-BHTM-7731', '1987-03-14', 91827.64, '7c9e6679-7425-40de-944b-e07fc1f90ae7', '+49 30 1', 'EU', null),
  (2, 'Bob', 'xkjvq@zzkqj.test', 'WVXK-QJZH-8842', 'XVKZ-QWJH-GBPT-8842', '1991-11-02', 73645.19, '16fd2706-8baf-433b-82eb-8c7fada847da', '+49 30 2', 'EU', 'likes tea'),
  (3, 'Cy', 'wqjzk@zzkqj.test', 'ZKQV-XWJG-9953', 'KQJZ-VXWG-HTBM-9953', '1979-07-28', 55463.81, '886313e1-3b8a-5372-9b90-0c9aee199e5d', '+49 30 3', 'US', null),
  (4, 'Di', null, null, null, null, null, null, null, 'US', null);

create table products (
  id int primary key,
  title varchar(100) not null,
  price decimal(10, 2) not null,
  attributes json not null,
  fulltext (title)
);
insert into products values
  (1, 'Kettle', 29.90, '{"color": "red", "watt": 2000}'),
  (2, 'Mug', 7.50, '{"color": "blue"}'),
  (3, 'Lamp', 49.00, '{"color": "red", "bulbs": [1, 2]}');

create table orders (
  id bigint primary key,
  customer_id bigint,
  region varchar(10) not null,
  status enum('new', 'paid', 'shipped', 'cancelled') not null,
  amount decimal(10, 2) not null,
  created_at datetime not null,
  shipped_on date,
  remark text,
  key (customer_id),
  foreign key (customer_id) references customers (id)
);
insert into orders values
  (1, 1, 'EU', 'paid', 37.40, '2024-01-05 10:00:00', '2024-01-07', 'gift'),
  (2, 1, 'EU', 'new', 49.00, '2024-01-20 12:30:00', null, null),
  (3, 2, 'EU', 'shipped', 7.50, '2024-02-02 08:15:00', '2024-02-03', 'ring twice'),
  (4, 3, 'US', 'paid', 6661.25, '2024-02-10 23:59:59', null, 'HBGZQWKJX'),
  (5, 3, 'US', 'cancelled', 6662.50, '2024-03-01 00:00:00', null, 'HBGZQWKJX');

create table order_items (
  order_id bigint,
  product_id int,
  quantity int not null,
  primary key (order_id, product_id),
  foreign key (order_id) references orders (id),
  foreign key (product_id) references products (id)
);
insert into order_items values (1, 1, 1), (1, 2, 1), (2, 3, 1), (3, 2, 1), (4, 1, 3), (5, 3, 2);

create table visits (customer_id bigint, email varchar(100), seen_at datetime not null);
insert into visits values
  (1, 'qzvxw@zzkqj.test', '2024-05-01 10:00:00'), (2, 'xkjvq@zzkqj.test', '2024-05-02 11:30:00');

create table categories (id int primary key, parent_id int, label varchar(100));
insert into categories values (1, null, 'all'), (2, 1, 'house'), (3, 2, 'kitchen'), (4, 1, 'garden');

create table ledger (id int primary key, note varchar(100)) engine = myisam;
insert into ledger values (1, 'kept'), (2, 'kept too');
create table merged (id int primary key, note varchar(100)) engine = mrg_myisam union = (ledger);

create view order_totals as
  select c.id as customer_id, c.name, count(o.id) as orders, coalesce(sum(o.amount), 0) as total
  from customers c left join orders o on o.customer_id = c.id group by c.id, c.name;
create view contacts as select id, name, ssn as tax_number, lower(email) as mail from customers;
create view contacts_again as select tax_number as t, mail from contacts;
create view pairs (one, two) as select a.ssn, b.card_number from customers a join customers b on a.id = b.id;
create view either_way as select ssn as x from customers union all select card_number from customers;
create view european as select id, region from orders where region = 'EU' and remark not like '%x\\_y''z%';

create table hr.employees (id int primary key, name varchar(100), salary int, ssn varchar(50), manager_id int);
insert into hr.employees values (1, 'Eve', 123457, 'PLKQ-ZZXW-1177', null), (2, 'Finn', 98761, 'MNBQ-WWZX-2288', 1);
create view staff as select name, salary from hr.employees;

create function steal() returns text reads sql data return (select group_concat(ssn) from shop.customers);
create function any_value(x int) returns text reads sql data return (select group_concat(ssn) from shop.customers);
create view sneaky as select steal() as loot;
create table `Odd Name` (id int, `Mixed Case` varchar(10), `select` varchar(10), `1a` int, `a$b` int, `back``tick` int);
insert into `Odd Name` values (1, 'm', 's', 2, 3, 4);
create table Cased (Id int primary key, Label varchar(10));
insert into Cased values (1, 'x');
create table twin (id int);
create table Twin (id int);
create table hidden_column (id int primary key, email varchar(100) invisible default 'qzvxw@zzkqj.test');
insert into hidden_column (id) values (1);
create table types (
  id int, big bigint, ubig bigint unsigned, tiny tinyint, one tinyint(1), num decimal(30, 3), real4 float, real8 double,
  yes boolean, dt datetime(3), ts timestamp null, d date, t time(1), y year, j json, bin varbinary(10), blobby blob,
  b8 bit(8), e enum('a', 'b'), s set('x', 'y'), c char(5), txt longtext, l1 varchar(10) character set latin1,
  bin_text varchar(10) collate utf8mb4_bin
);
insert into types values (
  1, 9007199254740993, 18446744073709551615, 7, 5, 12345678901234567890.123, 1.5, 0.1, true,
  '2024-01-31 10:20:30.500', '2024-01-31 10:20:30', '2024-01-31', '10:20:30.5', 2024, '{"a": 1}', x'deadbeef', x'00ff',
  b'10101010', 'b', 'x,y', 'ab', 'ünïcode ☃ 😀', 'é', 'Bin');
insert into types (id) values (2);
create table letters (id int, email varchar(100), mirrored varchar(100) as (lower(email)) virtual, kept varchar(100) as (substr(email, 2)) stored);
insert into letters (id, email) values (1, 'qzvxw@zzkqj.test');
