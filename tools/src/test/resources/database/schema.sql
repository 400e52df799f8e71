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
  '{"a": 1}', '{"b": [1, 2]}', '\xdeadbeef', '{1,2,3}', '5b1d7a90-3c44-4e0b-8d2f-6a0c9b1e2f33',
  '10.0.0.1', '[1,5)', 'ünïcode ☃', 'ab', b'1010');
insert into shop.types (id) values (2);

-- Everything below repeats what is hidden above in other shapes.
create table shop.vip_customers (tier text) inherits (shop.customers);
insert into shop.vip_customers values
  (5, 'Vi', 'vjqkx@zzkqj.test', 'XGHQ-PZWK-3364', 'ZQVH-XKPW-GBJM-3364', '1983-09-05', 48271.93, '2f1e4fc0-81fd-41da-9156-a36b5d3c9b53', '+49 30 5', 'EU', null, 'gold');

create table shop.accounts (
  id int primary key,
  customer_id bigint not null,
  iban text not null,
  iban_key text generated always as (lower(replace(iban, '-', ''))) stored,
  code char(12),
  pin varchar(8),
  aliases text[],
  profile jsonb,
  secret_at timestamptz,
  kept daterange,
  address inet,
  raw bytea,
  status shop.order_status,
  phone shop.phone,
  opened date not null
);
insert into shop.accounts (id, customer_id, iban, code, pin, aliases, profile, secret_at, kept, address, raw, status, phone, opened) values
  (1, 1, 'WJVX-QKZG-5512', 'KXJQ-5512', 'QVWZ5512', '{HXQJ-KW,VZQX-JG}', '{"pet": "GJQX-ZWV", "size": 3}', '2021-03-09 04:17:23+00', '[2021-03-09,2021-04-17)', '10.83.47.29', '\x4a5158574b565a42', 'paid', '+49 8472 91', '2020-01-01'),
  (2, 2, 'ZGKX-WQVJ-6623', 'VWXQ-6623', 'XKJG6623', '{QGZW-XV}', '{"pet": "VKZW-QJX", "size": 3}', '2022-08-21 19:42:51+00', '[2022-08-21,2022-09-30)', '10.61.92.74', '\x5a4b5156585747', 'new', '+49 6193 82', '2020-02-01');
create view shop.account_list with (security_barrier) as
  with open as (select * from shop.accounts where iban > 'A') select id, iban as number, upper(iban_key) as k, profile ->> 'pet' as pet from open;
create view shop.everyone as
  select id, name, ssn as code from shop.customers union all select id, 'account', iban from shop.accounts;
create view shop.rich as select id, name from shop.customers where balance > 60000;

create table shop.ledger (id int, region text not null, amount numeric not null, memo text) partition by list (region);
create table shop.ledger_eu partition of shop.ledger for values in ('EU');
create table shop.ledger_us partition of shop.ledger for values in ('US');
insert into shop.ledger values (1, 'EU', 12.50, 'seen'), (2, 'US', 7713.25, 'WQHZ-KXJV'), (3, 'US', 7714.50, 'WQHZ-KXJV');
create view shop.ledger_sums as select region, sum(amount) as total, count(*) as n from shop.ledger group by region;

create schema events;
create type events.plan as enum ('free', 'team', 'business');
create table events.users (
  id bigint primary key,
  name text not null,
  email text,
  country char(2) not null,
  plan events.plan not null,
  created_at timestamptz not null,
  properties jsonb not null default '{}',
  referrer_id bigint references events.users (id),
  active boolean not null default true
);
insert into events.users values
  (1, 'ann', 'qzvxw@zzkqj.test', 'DE', 'team', '2024-01-01 08:00:00+00', '{"source": "ads", "utm": {"campaign": "spring"}, "tags": ["a", "b"]}', null, true),
  (2, 'ben', 'xkjvq@zzkqj.test', 'FR', 'free', '2024-01-03 09:30:00+00', '{"source": "organic"}', 1, true),
  (3, 'cat', 'wqjzk@zzkqj.test', 'DE', 'business', '2024-01-15 17:45:00+00', '{"source": "ads", "utm": {"campaign": "winter"}}', 1, false),
  (4, 'dan', null, 'US', 'free', '2024-02-02 00:10:00+00', '{}', 2, true),
  (5, 'eve', 'vjqkx@zzkqj.test', 'US', 'team', '2024-02-20 12:00:00+00', '{"source": "referral", "tags": []}', 4, true);
create table events.sessions (
  id uuid primary key,
  user_id bigint not null references events.users (id),
  started_at timestamptz not null,
  ended_at timestamptz,
  device text not null,
  ip inet
);
insert into events.sessions
  select ('00000000-0000-0000-0000-0000000000' || lpad(n::text, 2, '0'))::uuid, n % 5 + 1,
         timestamptz '2024-02-01 10:00:00+00' + n * interval '7 hours 13 minutes',
         case when n % 7 <> 0 then timestamptz '2024-02-01 10:00:00+00' + n * interval '7 hours 13 minutes' + (n % 9) * interval '11 minutes' end,
         (array['phone', 'desktop', 'tablet'])[n % 3 + 1], ('10.0.0.' || n)::inet
  from generate_series(1, 30) n;
create table events.events (
  id bigint generated always as identity,
  user_id bigint not null,
  session_id uuid,
  type text not null,
  "timestamp" timestamptz not null,
  value numeric(12, 3),
  position int,
  level smallint,
  url text,
  properties jsonb not null default '{}',
  primary key (id, "timestamp")
) partition by range ("timestamp");
create table events.events_2024_02 partition of events.events for values from ('2024-02-01') to ('2024-03-01');
create table events.events_rest partition of events.events default;
insert into events.events (user_id, session_id, type, "timestamp", value, position, level, url, properties)
  select n % 5 + 1, ('00000000-0000-0000-0000-0000000000' || lpad((n % 30 + 1)::text, 2, '0'))::uuid,
         (array['view', 'cart', 'view', 'checkout', 'purchase', 'search'])[n % 6 + 1],
         timestamptz '2024-02-01 00:00:00+00' + n * interval '5 hours 7 minutes',
         case when n % 6 = 4 then n * 3.125 end, n % 10, n % 3,
         'https://shop.test/' || (array['', 'p/kettle', 'p/mug?ref=mail', 'cart'])[n % 4 + 1],
         jsonb_build_object('page', n % 4, 'items', jsonb_build_array(jsonb_build_object('sku', 'K' || n % 3, 'qty', n % 2 + 1)))
  from generate_series(1, 180) n;
create index on events.events (user_id);
create table events.experiments (key text, variant text, user_id bigint, exposed_at timestamptz, converted boolean, primary key (key, user_id));
insert into events.experiments
  select 'button', case when n % 2 = 0 then 'control' else 'green' end, n, timestamptz '2024-02-01' + n * interval '1 day', n % 3 = 0 from generate_series(1, 5) n;
create view events.active_users as select id, name, country from events.users where active;
create materialized view events.daily as
  select ("timestamp" at time zone 'UTC')::date as date, type, count(*) as count, sum(value) as value from events.events group by 1, 2;
comment on table events.events is 'What users did';

create schema desk;
create type desk.status as enum ('open', 'doing', 'blocked', 'done');
create domain desk.points as int check (value between 0 and 100);
create table desk.teams (id int primary key, name text not null unique, "group" text);
insert into desk.teams values (1, 'Core', 'tech'), (2, 'Care', 'people'), (3, 'Idle', null);
create table desk.people (
  id int primary key,
  name text not null,
  email text,
  team_id int references desk.teams (id),
  manager_id int references desk.people (id),
  started date not null
);
insert into desk.people values
  (1, 'Mia', 'qzvxw@zzkqj.test', 1, null, '2019-04-01'),
  (2, 'Noa', 'xkjvq@zzkqj.test', 1, 1, '2020-06-15'),
  (3, 'Ole', 'wqjzk@zzkqj.test', 2, 1, '2021-01-11'),
  (4, 'Pia', null, 2, 3, '2023-09-30');
create table desk.tickets (
  id int primary key,
  title text not null,
  status desk.status not null,
  priority smallint not null,
  "order" int,
  "user" text,
  reporter_id int references desk.people (id),
  assignee_id int references desk.people (id),
  opened_at timestamptz not null,
  closed_at timestamptz,
  due date,
  estimate interval,
  points desk.points,
  labels text[] not null default '{}',
  custom jsonb,
  parent_id int references desk.tickets (id),
  year int generated always as (2024) stored
);
insert into desk.tickets (id, title, status, priority, "order", "user", reporter_id, assignee_id, opened_at, closed_at, due, estimate, points, labels, custom, parent_id) values
  (1, 'Login fails on tablet', 'done', 1, 10, 'mia', 1, 2, '2024-01-02 09:00:00+00', '2024-01-03 15:30:00+00', '2024-01-05', '4 hours', 3, '{bug,login}', '{"browser": "firefox", "votes": 4}', null),
  (2, 'Dark mode', 'open', 3, 20, 'noa', 2, null, '2024-01-05 10:15:00+00', null, null, null, 8, '{feature}', '{"votes": 12, "links": [{"to": 1, "kind": "relates"}]}', null),
  (3, 'Export is slow', 'doing', 2, 30, 'noa', 3, 2, '2024-01-10 16:40:00+00', null, '2024-02-01', '2 days', 5, '{bug,performance}', null, null),
  (4, 'Export: stream rows', 'done', 2, 31, null, 2, 2, '2024-01-11 08:00:00+00', '2024-01-20 18:00:00+00', '2024-01-18', '1 day', 5, '{performance}', '{}', 3),
  (5, 'Export: index', 'blocked', 2, 32, null, 2, 3, '2024-01-11 08:05:00+00', null, '2024-01-25', '3 hours', null, '{}', '{"votes": 1}', 3),
  (6, 'Typo in footer', 'done', 4, 40, 'pia', 4, 4, '2024-02-01 11:11:11+00', '2024-02-01 11:41:11+00', null, '10 minutes', 1, '{bug}', null, null);
create table desk.comments (id int primary key, ticket_id int not null references desk.tickets (id), author_id int, body text not null, created_at timestamptz not null);
insert into desk.comments values
  (1, 1, 2, 'Looks like a cookie problem', '2024-01-02 10:00:00+00'),
  (2, 1, 1, 'Confirmed: fixed in 1.2.3', '2024-01-03 15:00:00+00'),
  (3, 3, 3, 'See https://docs.test/export and #4, #5', '2024-01-11 08:10:00+00'),
  (4, 6, 4, '100% sure?', '2024-02-01 11:12:00+00');
create table desk.transitions (ticket_id int references desk.tickets (id), "from" desk.status, "to" desk.status not null, at timestamptz not null);
insert into desk.transitions values
  (1, null, 'open', '2024-01-02 09:00:00+00'), (1, 'open', 'doing', '2024-01-02 13:00:00+00'), (1, 'doing', 'done', '2024-01-03 15:30:00+00'),
  (3, null, 'open', '2024-01-10 16:40:00+00'), (3, 'open', 'doing', '2024-01-12 09:00:00+00'),
  (4, null, 'open', '2024-01-11 08:00:00+00'), (4, 'open', 'blocked', '2024-01-12 08:00:00+00'), (4, 'blocked', 'doing', '2024-01-15 08:00:00+00'), (4, 'doing', 'done', '2024-01-20 18:00:00+00');
create view desk.workload as
  select p.id as person_id, p.name, count(t.id) filter (where t.status <> 'done') as open, sum(t.points) as points
  from desk.people p left join desk.tickets t on t.assignee_id = p.id group by p.id;
analyze;
