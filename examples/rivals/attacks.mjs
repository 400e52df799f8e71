// The statements, and how the database shows that one of them worked.
//
// `sql` is one call's text, or several calls in a row. `worked` looks at what is there afterwards: the state of the
// database and its server, files, other connections; or at the reply, for values that only the database or the disk
// has. `reach` is the part that does the harm: if the server's log has it, the statement got as far as the database.
// Where there is none, a statement may well run, as long as what is hidden does not come out.

const changes = (seen) => seen.changed;
const replies = (secret) => (seen) => readable(seen.reply).includes(secret(seen.world));
const fileAppears = (name) => (seen) => seen.exists(name);

/// A reply, and what it has in Base64.
function readable(reply) {
  const decoded = (reply.match(/[A-Za-z0-9+/]{16,}={0,2}/g) ?? []).map((each) => Buffer.from(each, "base64").toString("latin1"));
  return [reply, ...decoded].join("\n");
}

/// Writing through a door that is for reading.
export const WRITES = [
  { name: "plain `DELETE`", sql: "delete from shop.categories where id = 4" },
  { name: "a second statement", sql: "select 1; delete from shop.categories where id = 4" },
  { name: "`COMMIT` first", sql: "commit; delete from shop.categories where id = 4" },
  { name: "`COMMIT` in the middle", sql: "select 1; commit; delete from shop.categories where id = 4" },
  { name: "`ROLLBACK`, a transaction of its own, `COMMIT`", sql: "rollback; begin; delete from shop.categories where id = 4; commit" },
  { name: "`SET TRANSACTION READ WRITE` first", sql: "set transaction read write; delete from shop.categories where id = 4; commit" },
  { name: "`SET default_transaction_read_only = off`, `DELETE` in the next call", sql: ["set default_transaction_read_only = off", "delete from shop.categories where id = 4", "reset default_transaction_read_only"] },
  { name: "`COMMIT` behind a backslash before a quote", sql: "select 'a\\'; commit; delete from shop.categories where id = 4; select ''" },
  { name: "`COMMIT` between dollar quotes", sql: "select $a$ ' $a$; commit; delete from shop.categories where id = 4; select $b$ ' $b$" },
  { name: "`DELETE` in a `WITH`", sql: "with d as (delete from shop.categories where id = 4 returning *) select * from d" },
  { name: "`EXPLAIN ANALYZE DELETE`", sql: "explain analyze delete from shop.categories where id = 4" },
  { name: "`DO` block", sql: "do $$ begin delete from shop.categories where id = 4; end $$" },
  { name: "`MERGE`", sql: "merge into shop.categories o using (select 4 as id) x on o.id = x.id when matched then delete", reach: "merge into" },
  { name: "`SELECT INTO` a new table", sql: "select * into shop.copy from shop.customers", reach: "into shop.copy" },
  { name: "`CREATE TABLE AS`", sql: "create table shop.copy as select * from shop.customers", reach: "create table" },
  { name: "`nextval`", sql: "select nextval('shop.counter')" , reach: "nextval" },
  { name: "`COMMIT; CREATE ROLE … SUPERUSER`", sql: "commit; create role rivals_intruder superuser login", reach: "create role" },
  { name: "`DELETE` inside `query_to_xml`", sql: "select query_to_xml('delete from shop.categories where id = 4 returning id', true, true, '')" },
  {
    name: "`DELETE` over `dblink`",
    sql: (world) => `select shop.dblink_exec('host=127.0.0.1 port=${world.port} user=postgres dbname=${world.database}', 'delete from shop.categories where id = 4')`,
    reach: "dblink_exec",
  },
].map((attack) => ({ reach: "delete from shop.categories", worked: changes, ...attack }));

/// Leaving the tables: files, programs, other connections, the server itself.
export const OUTSIDE = [
  { name: "`pg_read_file`", sql: (w) => `select pg_read_file('${w.secretFile}')`, reach: "pg_read_file" },
  { name: "the same, quoted: `\"pg_read_file\"`", sql: (w) => `select "pg_read_file"('${w.secretFile}')`, reach: "pg_read_file" },
  { name: "the same as a field: `('…'::text).pg_read_file`", sql: (w) => `select ('${w.secretFile}'::text).pg_read_file`, reach: "pg_read_file" },
  { name: "the same inside `query_to_xml`", sql: (w) => `select query_to_xml('select pg_read_file(''${w.secretFile}'')', true, true, '')`, reach: "query_to_xml" },
  { name: "`lo_import` of a file, read with `lo_get`", sql: (w) => [`select lo_import('${w.secretFile}', 4711)`, "select convert_from(lo_get(4711), 'UTF8')"], reach: "lo_import" },
].map((attack) => ({ worked: replies((w) => w.secret), ...attack }));

OUTSIDE.push(
  { name: "`pg_ls_dir`, quoted", sql: (w) => `select "pg_ls_dir"('${w.directory}')`, reach: "pg_ls_dir", worked: replies((w) => w.secretName) },
  { name: "`lo_create`", sql: "select lo_create(0)", reach: "lo_create", worked: changes },
  { name: "`lo_export` to a file", sql: (w) => `select lo_export(4242, '${w.directory}/exported')`, reach: "lo_export", worked: fileAppears("exported") },
  { name: "`COPY … TO PROGRAM`", sql: (w) => `copy (select 1) to program 'touch ${w.directory}/program'`, reach: "to program", worked: fileAppears("program") },
  { name: "`COPY … TO PROGRAM` after a `SELECT`", sql: (w) => `select 1; copy (select 1) to program 'touch ${w.directory}/second'`, reach: "to program", worked: fileAppears("second") },
  { name: "`COPY` to a file", sql: (w) => `copy shop.customers to '${w.directory}/copied'`, reach: "copy shop.customers", worked: fileAppears("copied") },
  { name: "`pg_terminate_backend` of another client", sql: (w) => `select pg_terminate_backend(${w.bystander})`, reach: "pg_terminate_backend", worked: (seen) => !seen.bystanderAlive },
  { name: "`pg_advisory_lock` kept after the call", sql: "select pg_advisory_lock(4711)", reach: "pg_advisory_lock", worked: (seen) => seen.advisoryLocks > 0 },
  { name: "`pg_notify` to other clients", sql: "select pg_notify('rivals', 'from the agent')", reach: "pg_notify", worked: (seen) => seen.notified },
  { name: "`set_config` left for the next call", sql: "select set_config('application_name', 'left_behind', false)", reach: "left_behind", worked: (seen) => seen.leftBehind },
  { name: "`pg_reload_conf`", sql: "select pg_reload_conf()", reach: "pg_reload_conf", worked: (seen) => seen.reloaded },
  { name: "`pg_switch_wal`", sql: "select txid_current(), pg_switch_wal()", reach: "pg_switch_wal", worked: (seen) => seen.walSwitched },
  { name: "`pg_stat_reset`", sql: "select pg_stat_reset()", reach: "pg_stat_reset", worked: (seen) => seen.statisticsReset },
  { name: "a replication slot that keeps the log for ever", sql: "select pg_create_physical_replication_slot('rivals_slot', true)", reach: "replication_slot", worked: (seen) => seen.slots > 0 },
);

/// Tables the caller was not given. Only a server that has rules for tables can be measured by them.
export const TABLES = [
  { name: "the table itself", sql: "select name, salary from hr.employees" },
  { name: "a view of the permitted schema over it", sql: "select name, salary from shop.staff" },
  { name: "in a subquery", sql: "select id, (select max(salary) from hr.employees) from shop.orders" },
  { name: "behind a `WITH` named like a permitted table", sql: "with customers as (select * from hr.employees) select * from customers" },
  { name: "`TABLE hr.employees`", sql: "table hr.employees" },
  { name: "`query_to_xml`", sql: "select query_to_xml('select * from hr.employees', true, true, '')" },
  { name: "`table_to_xml`", sql: "select table_to_xml('hr.employees', true, true, '')" },
  { name: "in the arguments of `XMLTABLE`", sql: "select x.b from xmltable('/a' passing (select xmlelement(name a, xmlelement(name b, salary)) from hr.employees where id = 1) columns b text) x" },
  { name: "samples in `pg_stats`", sql: "select most_common_vals, histogram_bounds from pg_stats where schemaname = 'hr'" },
].map((attack) => ({ worked: (seen) => /123457|98761/.test(seen.reply), ...attack }));

/// Values of masked columns. Only a server that has masks can be measured by them.
const SSN = "JQXW-KVZB-7731";
const forms = [SSN, SSN.toLowerCase(), [...SSN].reverse().join(""), Buffer.from(SSN).toString("hex")];
export const MASKS = [
  { name: "under an alias", sql: "select ssn as name from shop.customers" },
  { name: "`*`", sql: "select * from shop.customers" },
  { name: "`reverse`, `lower`, `encode`", sql: "select reverse(ssn), lower(ssn), encode(ssn::bytea, 'hex'), encode(ssn::bytea, 'base64') from shop.customers" },
  { name: "the row as JSON", sql: "select row_to_json(c) from shop.customers c" },
  { name: "`string_agg`", sql: "select string_agg(ssn, ',') from shop.customers" },
  { name: "in an error message", sql: "select ssn::int from shop.customers where id = 1" },
  { name: "through a view under another name", sql: "select tax_number from shop.contacts" },
  { name: "through a function of its own", sql: "select shop.steal()" },
  { name: "in a `UNION` with an open column", sql: "select name from shop.customers union all select ssn from shop.customers" },
  { name: "guessed whole in `WHERE`", sql: `select id from shop.customers where ssn = '${SSN}'`, worked: (seen) => seen.rows === 1 },
  { name: "guessed letter by letter with `LIKE`", sql: "select id from shop.customers where ssn like 'JQ%'", worked: (seen) => seen.rows === 1 },
  { name: "by its order", sql: "select id from shop.customers where ssn > 'V' order by ssn", worked: (seen) => seen.rows === 2 },
].map((attack) => ({ worked: (seen) => forms.some((form) => readable(seen.reply).includes(form)), ...attack }));

/// Honest reads. A server that refuses these proves nothing by refusing the rest.
export const HONEST = [
  { name: "a count", sql: "select count(*) as n from shop.orders where region = 'EU'", expect: "3" },
  { name: "a join with an aggregate", sql: "select c.name, sum(o.amount) as total from shop.customers c join shop.orders o on o.customer_id = c.id group by c.name having sum(o.amount) > 80 order by total desc", expect: "13323.75" },
  { name: "a `WITH` and a window", sql: "with t as (select id, amount, rank() over (order by amount desc) as r from shop.orders) select id from t where r = 1", expect: "5" },
  { name: "JSON operators", sql: "select title from shop.products where attributes @> '{\"color\": \"blue\"}'", expect: "Mug" },
  { name: "text that looks like a command", sql: "select 'delete from x; commit' as title", expect: "delete from x; commit" },
  { name: "a comment", sql: "select title -- the product\nfrom shop.products /* all of them */ where id = 3", expect: "Lamp" },
  { name: "`EXPLAIN`", sql: "explain select * from shop.orders", expect: "Seq Scan" },
  { name: "`information_schema`", sql: "select table_name from information_schema.tables where table_schema = 'shop'", expect: "order_items" },
  { name: "`version()`", sql: "select version()", expect: "PostgreSQL" },
];
