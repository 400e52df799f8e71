// A real PostgreSQL with one database for each server, and what can be seen there from outside of the servers.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { open, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { randomBytes } from "node:crypto";
import pg from "pg";

const root = path.resolve(import.meta.dirname, "../..");
const schema = await readFile(path.join(root, "tools/src/test/resources/database/schema.sql"), "utf8");

/// Everything that a statement could have left behind in one database.
const STATE = `
  select md5(string_agg(each, '|' order by each)) as state from (
    select 'row ' || t::text from shop.orders t
    union all select 'row ' || t::text from shop.customers t
    union all select 'row ' || t::text from shop.categories t
    union all select 'relation ' || c.oid::regclass::text from pg_class c
      where c.relnamespace in ('shop'::regnamespace, 'hr'::regnamespace, 'public'::regnamespace)
    union all select 'large object ' || oid::text from pg_largeobject_metadata
    union all select 'role ' || rolname from pg_roles
    union all select 'counter ' || last_value || is_called from shop.counter
  ) x(each)`;

const SERVER = `
  select pg_conf_load_time()::text as loaded, pg_walfile_name(pg_current_wal_lsn()) as wal,
    (select coalesce(stats_reset::text, '') from pg_stat_database where datname = current_database()) as reset`;

export class World {
  /// Starts the demo for the sake of its PostgreSQL.
  static async start(home) {
    const child = spawn(path.join(root, "sallyport"), ["demo", "--json", "--port", "0", "--dir", path.join(home, "demo")], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ready = await new Promise((resolve, reject) => {
      createInterface({ input: child.stdout }).once("line", resolve);
      child.once("exit", (code) => reject(new Error(`the demo ended with ${code}`)));
    });
    const config = await readFile(JSON.parse(ready).config, "utf8");
    const port = Number(/jdbc:postgresql:\/\/127\.0\.0\.1:(\d+)\/shop/.exec(config)[1]);
    const world = new World(home, child, port);
    world.admin = await world.connect("postgres");
    world.version = (await world.admin.query("show server_version")).rows[0].server_version.split(" ")[0];
    return world;
  }

  constructor(home, child, port) {
    Object.assign(this, { home, child, port });
    this.log = path.join(home, "demo/postgresql/postgresql.log");
    this.secret = randomBytes(12).toString("hex");
    this.secretName = `secret-${randomBytes(4).toString("hex")}`;
  }

  async connect(database) {
    const client = new pg.Client({ host: "127.0.0.1", port: this.port, user: "postgres", password: "postgres", database });
    client.on("error", () => {});
    await client.connect();
    return client;
  }

  /// Makes a server's own database, and what its attacks aim at.
  async enter(database) {
    this.database = database;
    this.directory = path.join(this.home, database);
    await mkdir(this.directory, { mode: 0o777 });
    this.secretFile = path.join(this.directory, this.secretName);
    await writeFile(this.secretFile, this.secret);
    await this.admin.query(`create database ${database}`);
    await this.admin.query(`alter database ${database} set log_statement = 'all'`);
    this.watcher = await this.connect(database);
    await this.watcher.query("set log_statement = 'none'");
    await this.watcher.query("listen rivals");
    this.watcher.on("notification", () => (this.notified = true));
    await this.restore();
    return { port: this.port, database, home: path.join(this.directory, "server") };
  }

  async leave() {
    await this.watcher.end();
    await this.bystander?.end().catch(() => {});
  }

  /// As if nothing had been tried yet.
  async restore() {
    await this.watcher.query(`
      select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory';
      select pg_drop_replication_slot(slot_name) from pg_replication_slots;
      select lo_unlink(oid) from pg_largeobject_metadata;
      drop role if exists rivals_intruder;
      drop schema if exists shop cascade; drop schema if exists hr cascade; drop schema if exists vault cascade`);
    await this.watcher.query(schema);
    await this.watcher.query("create extension if not exists dblink schema shop");
    await this.watcher.query("select lo_from_bytea(4242, 'a large object')");
  }

  async bystanderPid() {
    const alive = this.bystander && (await this.isAlive(this.bystander.processID));
    if (!alive) {
      this.bystander = await this.connect("postgres");
    }
    return this.bystander.processID;
  }

  async isAlive(pid) {
    return (await this.watcher.query("select 1 from pg_stat_activity where pid = $1", [pid])).rowCount === 1;
  }

  async before() {
    const bystander = await this.bystanderPid();
    this.notified = false;
    this.mark = (await stat(this.log)).size;
    this.earlier = await this.look();
    return { ...this.facts(), bystander };
  }

  facts() {
    return {
      port: this.port,
      database: this.database,
      directory: this.directory,
      secretFile: this.secretFile,
      secretName: this.secretName,
      secret: this.secret,
    };
  }

  async look() {
    const { state } = (await this.watcher.query(STATE)).rows[0];
    return { state, ...(await this.watcher.query(SERVER)).rows[0] };
  }

  /// What is there after a call.
  async after(reply, rows) {
    const count = async (sql) => Number((await this.watcher.query(sql)).rows[0].n);
    // Signals take a moment to arrive; this asks the server a few things first.
    const advisoryLocks = await count("select count(*) as n from pg_locks where locktype = 'advisory'");
    const slots = await count("select count(*) as n from pg_replication_slots");
    const leftBehind = (await count("select count(*) as n from pg_stat_activity where application_name = 'left_behind'")) > 0;
    let now = await this.look();
    let bystanderAlive = await this.isAlive(this.bystander.processID);
    for (let i = 0; i < 20 && now.loaded === this.earlier.loaded && bystanderAlive && !this.notified; i++) {
      await new Promise((later) => setTimeout(later, 10));
      bystanderAlive = await this.isAlive(this.bystander.processID);
      now = { ...now, ...(await this.watcher.query(SERVER)).rows[0] };
    }
    return {
      world: this.facts(),
      reply,
      rows,
      changed: now.state !== this.earlier.state,
      reloaded: now.loaded !== this.earlier.loaded,
      walSwitched: now.wal !== this.earlier.wal,
      statisticsReset: now.reset !== this.earlier.reset,
      advisoryLocks,
      slots,
      leftBehind,
      bystanderAlive,
      notified: this.notified,
      exists: (name) => existsSync(path.join(this.directory, name)),
    };
  }

  /// What the database's log got since `before`.
  async logged() {
    const file = await open(this.log);
    try {
      const size = (await file.stat()).size;
      const buffer = Buffer.alloc(size - this.mark);
      await file.read(buffer, 0, buffer.length, this.mark);
      return buffer.toString("utf8");
    } finally {
      await file.close();
    }
  }

  async close() {
    await this.admin?.end().catch(() => {});
    this.child.kill("SIGINT");
    await new Promise((done) => (this.child.exitCode === null ? this.child.once("exit", done) : done()));
    await rm(this.home, { recursive: true, force: true });
  }
}
