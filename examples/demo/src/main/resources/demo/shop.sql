-- The demo's database: a small shop with customers and orders, and a schema that no demo role may read.
-- All people, numbers and addresses are made up; the card numbers are the test numbers of the card networks.

create schema shop;
comment on schema shop is 'Customers, products and orders';
create schema hr;
comment on schema hr is 'Staff';

create table shop.customers (
    id          integer primary key,
    name        text not null,
    email       text not null unique,
    phone       text,
    ssn         text,
    card_number text,
    birth_date  date,
    region      text not null,
    created_at  timestamptz not null
);
comment on table shop.customers is 'People who bought something';
comment on column shop.customers.region is 'EU, US or APAC';

create table shop.products (
    id    integer primary key,
    sku   text not null unique,
    title text not null,
    price numeric(10, 2) not null check (price >= 0),
    stock integer not null default 0 check (stock >= 0)
);

create table shop.orders (
    id          integer primary key,
    customer_id integer not null references shop.customers,
    status      text not null check (status in ('new', 'paid', 'shipped', 'returned')),
    region      text not null,
    placed_at   timestamptz not null
);
create index orders_customer on shop.orders (customer_id);

create table shop.order_items (
    order_id   integer not null references shop.orders,
    product_id integer not null references shop.products,
    quantity   integer not null check (quantity > 0),
    price      numeric(10, 2) not null,
    primary key (order_id, product_id)
);

create view shop.order_totals as
    select order_id, sum(quantity * price) as total from shop.order_items group by order_id;

create table hr.employees (
    id     integer primary key,
    name   text not null,
    salary numeric(10, 2) not null
);

insert into shop.products
select n, 'SKU-' || lpad(n::text, 4, '0'),
       (array['Lantern', 'Rope', 'Anchor', 'Compass', 'Sextant', 'Chart'])[1 + n % 6] || ' No. ' || n,
       (5 + (n * 37) % 200)::numeric + 0.99, (n * 13) % 90
from generate_series(1, 60) n;

insert into shop.customers
select n,
       (array['Ada', 'Grace', 'Alan', 'Edsger', 'Barbara', 'Donald', 'Frances', 'Ken'])[1 + n % 8] || ' '
           || (array['Moreno', 'Okafor', 'Lindqvist', 'Tanaka', 'Novak', 'Haddad', 'Silva'])[1 + n % 7],
       'customer' || n || '@example.com',
       '+1-202-555-' || lpad((n * 7 % 10000)::text, 4, '0'),
       lpad((100 + n % 565)::text, 3, '0') || '-' || lpad((1 + n % 98)::text, 2, '0') || '-' || lpad((1000 + n)::text, 4, '0'),
       (array['4111111111111111', '5555555555554444', '4012888888881881', '5105105105105100'])[1 + n % 4],
       date '1960-01-01' + (n * 97 % 14000),
       (array['EU', 'US', 'APAC'])[1 + n % 3],
       timestamptz '2026-01-01 08:00:00+00' + n * interval '5 hours'
from generate_series(1, 500) n;

insert into shop.orders
select n, 1 + (n * 31) % 500, (array['new', 'paid', 'shipped', 'returned'])[1 + n % 4],
       (array['EU', 'US', 'APAC'])[1 + (1 + (n * 31) % 500) % 3],
       timestamptz '2026-03-01 09:00:00+00' + n * interval '50 minutes'
from generate_series(1, 2000) n;

insert into shop.order_items
select o.id, 1 + (o.id * k) % 60, 1 + (o.id + k) % 4, p.price
from shop.orders o
cross join generate_series(1, 2) k
join shop.products p on p.id = 1 + (o.id * k) % 60
on conflict do nothing;

insert into hr.employees
select n, 'Employee ' || n, 40000 + n * 1000 from generate_series(1, 20) n;

-- The gate's own login: no superuser, owns nothing. What agents may do with it is the role map's business.
grant usage on schema shop, hr to gate;
grant select, insert, update, delete on all tables in schema shop to gate;
grant select on all tables in schema hr to gate;

analyze;
