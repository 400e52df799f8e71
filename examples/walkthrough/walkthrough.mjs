// Performs Sallyport's main story against a demo with public MCP clients, and checks each step.
//
//   ./run            starts a demo of its own; then has the smallest role map for what was done suggested from the
//                    record, and performs the story again on a fresh demo under that
//   ./run READY      once, on a running one; READY is the line that `sallyport demo --json` printed
//   ./run wait       another story, on a demo of its own: clients with their usual time-outs finish calls that a human
//                    approves after three minutes
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { SSEClientTransport } from "@modelcontextprotocol/sdk/client/sse.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const here = import.meta.dirname;
const root = path.resolve(here, "../..");
const sallyport = path.join(root, "sallyport");
const run = promisify(execFile);
const scratch = await mkdtemp(path.join(tmpdir(), "sallyport-walkthrough-"));
let passed = 0;

async function step(name, body) {
  const started = performance.now();
  try {
    await body();
  } catch (fault) {
    console.error(`FAILED  ${name}`);
    throw fault;
  }
  passed++;
  console.log(`ok  ${name}  (${Math.round(performance.now() - started)} ms)`);
}

async function startDemo(directory) {
  const child = spawn(sallyport, ["demo", "--json", "--port", "0", "--dir", path.join(scratch, directory)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ready = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("exit", (code) => reject(new Error(`the demo ended with ${code}`)));
  });
  return { ready: JSON.parse(ready), child };
}

const bearer = (token) => ({ requestInit: { headers: { Authorization: `Bearer ${token}` } } });

async function connected(transport, use) {
  const client = new Client({ name: "walkthrough", version: "1" });
  await client.connect(transport);
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

const overHttp = (token, use) =>
  connected(new StreamableHTTPClientTransport(new URL(demo.mcp), bearer(token)), use);

const call = (token, name, args) =>
  overHttp(token, async (client) => (await client.callTool({ name, arguments: args })).structuredContent);

// The end of a held call, however long the approvers took: a call waits for them less than a minute, then says how to
// wait on.
async function settled(token, held) {
  let reply = await held;
  while (reply.status === "pending_approval") {
    reply = await call(token, "await_approval", { approval_id: reply.approval_id });
  }
  return reply;
}

async function cli(args, environment = {}) {
  try {
    const { stdout, stderr } = await run(sallyport, args, { env: { ...process.env, ...environment } });
    return { code: 0, stdout, stderr };
  } catch (fault) {
    return { code: fault.code, stdout: fault.stdout, stderr: fault.stderr };
  }
}

const as = (token) => ({ SALLYPORT_URL: new URL(demo.mcp).origin, SALLYPORT_TOKEN: token });

async function waitFor(what, look) {
  for (const end = Date.now() + 20_000; Date.now() < end; ) {
    const found = await look();
    if (found) {
      return found;
    }
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new Error(`${what} did not happen within 20 s`);
}

async function pendingOf(token, headline) {
  return waitFor(`a pending call ${headline}`, async () => {
    const { stdout } = await cli(["approvals", "list", "--json"], as(token));
    return JSON.parse(stdout).approvals.find((each) => JSON.stringify(each).includes(headline));
  });
}

// The demo that the steps run on, and its tokens.
let started, demo, analyst, developer, approver, approver2;

async function use(running) {
  started = running;
  demo = running.ready;
  ({ analyst, developer, approver, approver2 } = demo.tokens);
}

async function stop() {
  if (started?.child) {
    started.child.kill("SIGINT");
    await new Promise((done) => started.child.once("exit", done));
  }
  started = undefined;
}

const stock = async (id) =>
  (await call(analyst, "query_database", { database: "shop", sql: `select stock from shop.products where id = ${id}` }))
    .rows[0][0];

const inspector = (args) =>
  run(process.execPath, [
    path.join(here, "node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js"),
    "--cli",
    ...args,
  ]);

// @param round names the copies that a round makes
async function story(round) {
  await step("an analyst and a developer see different tools", async () => {
    const names = (token) => overHttp(token, async (client) => (await client.listTools()).tools.map((t) => t.name));
    const [few, many] = [await names(analyst), await names(developer)];
    assert.ok(few.includes("query_database") && !few.includes("modify_database"), few.join());
    assert.ok(many.includes("modify_database") && many.includes("push_branch"), many.join());
  });

  await step("a hidden tool answers as one that does not exist", async () => {
    const answer = async (name) => {
      const fault = await overHttp(analyst, (client) => client.callTool({ name, arguments: {} })).catch((e) => e);
      return JSON.stringify({ code: fault.code, message: fault.message }).replaceAll(name, "X");
    };
    assert.equal(await answer("push_branch"), await answer("no_such_tool"));
  });

  for (const [wire, transport] of [
    ["streamable HTTP", () => new StreamableHTTPClientTransport(new URL(demo.mcp), bearer(analyst))],
    [
      "HTTP+SSE",
      () =>
        new SSEClientTransport(new URL(demo.sse), {
          ...bearer(analyst),
          eventSourceInit: {
            fetch: (url, init) =>
              fetch(url, { ...init, headers: { ...init.headers, Authorization: `Bearer ${analyst}` } }),
          },
        }),
    ],
    [
      "stdio",
      () =>
        new StdioClientTransport({
          command: sallyport,
          args: ["stdio", "--config", demo.config],
          env: { ...process.env, SALLYPORT_TOKEN: analyst },
        }),
    ],
  ]) {
    await step(`the TypeScript SDK lists and calls over ${wire}`, () =>
      connected(transport(), async (client) => {
        assert.ok((await client.listTools()).tools.some((tool) => tool.name === "query_database"));
        const result = await client.callTool({ name: "my_access", arguments: {} });
        assert.equal(result.structuredContent.principal, "client:analyst");
      }));
  }

  await step("the stateless revision 2026-07-28 discovers, lists and calls", async () => {
    const send = async (method, params, headers = {}) => {
      const response = await fetch(demo.mcp, {
        method: "POST",
        headers: {
          Authorization: `Bearer ${analyst}`,
          "Content-Type": "application/json",
          Accept: "application/json, text/event-stream",
          "MCP-Protocol-Version": "2026-07-28",
          "Mcp-Method": method,
          ...headers,
        },
        body: JSON.stringify({
          jsonrpc: "2.0",
          id: 1,
          method,
          params: {
            ...params,
            _meta: {
              "io.modelcontextprotocol/protocolVersion": "2026-07-28",
              "io.modelcontextprotocol/clientInfo": { name: "walkthrough", version: "1" },
              "io.modelcontextprotocol/clientCapabilities": {},
            },
          },
        }),
      });
      return (await response.json()).result;
    };
    assert.ok((await send("server/discover", {})).supportedVersions.includes("2026-07-28"));
    const list = await send("tools/list", {});
    assert.equal(list.cacheScope, "private");
    const result = await send("tools/call", { name: "my_access", arguments: {} }, { "Mcp-Name": "my_access" });
    assert.equal(result.structuredContent.principal, "client:analyst");
  });

  for (const [wire, target] of [
    ["HTTP", [demo.mcp, "--transport", "http", "--header", `Authorization: Bearer ${analyst}`]],
    ["SSE", [demo.sse, "--transport", "sse", "--header", `Authorization: Bearer ${analyst}`]],
  ]) {
    await step(`the MCP Inspector lists and calls over ${wire}`, async () => {
      assert.match((await inspector([...target, "--method", "tools/list"])).stdout, /query_database/);
      const { stdout } = await inspector([...target, "--method", "tools/call", "--tool-name", "my_access"]);
      assert.match(stdout, /client:analyst/);
    });
  }
  await step("the MCP Inspector lists and calls over stdio", async () => {
    const file = path.join(scratch, "inspector.json");
    const env = { SALLYPORT_TOKEN: analyst };
    const server = { type: "stdio", command: sallyport, args: ["stdio", "--config", demo.config], env };
    await writeFile(file, JSON.stringify({ mcpServers: { sallyport: server } }));
    const target = ["--config", file, "--server", "sallyport"];
    assert.match((await inspector([...target, "--method", "tools/list"])).stdout, /query_database/);
    const { stdout } = await inspector([...target, "--method", "tools/call", "--tool-name", "my_access"]);
    assert.match(stdout, /client:analyst/);
  });

  await step("personal columns are masked, however they are asked for", async () => {
    // Customer 1: what the seed puts into the table.
    const secrets = ["101-02-1001", "1011001", "5555555555554444", "customer1@example.com", "202-555-0007"];
    for (const sql of [
      "select * from shop.customers where id = 1",
      "select ssn as name, card_number as region from shop.customers where id = 1",
      "select upper(email), md5(ssn), reverse(card_number), substr(phone, 4) from shop.customers where id = 1",
      "select name from shop.customers where ssn = '101-02-1001'",
      "select name from shop.customers where email like 'customer1@%'",
      "select cast(ssn as integer) from shop.customers where id = 1",
      "select row_to_json(c) from shop.customers c where id = 1",
    ]) {
      const reply = await overHttp(analyst, (client) =>
        client.callTool({ name: "query_database", arguments: { database: "shop", sql } }));
      const text = JSON.stringify(reply);
      for (const secret of secrets) {
        assert.ok(!text.includes(secret), `${secret} in the reply to ${sql}: ${text}`);
      }
      if (sql.includes("where ssn =") || sql.includes("like")) {
        assert.notEqual(reply.structuredContent.row_count, 1, `${sql} found the hidden value`);
      }
    }
    const plain = await call(analyst, "query_database", {
      database: "shop",
      sql: "select count(*) from shop.customers",
    });
    assert.equal(plain.status, "completed");
    assert.equal(Number(plain.rows[0][0]), 500);
  });

  await step("what the role does not allow is denied", async () => {
    const salaries = await call(analyst, "query_database", { database: "shop", sql: "select * from hr.employees" });
    assert.equal(salaries.status, "denied");
    assert.match(salaries.code, /^DENIED_/);
    const write = await call(analyst, "query_database", { database: "shop", sql: "delete from shop.orders" });
    assert.notEqual(write.status, "completed");
    const main = await call(developer, "push_branch", {
      repository: "shop",
      branch: "main",
      message: "no",
      changes: { "x.txt": "x" },
    });
    assert.equal(main.status, "denied");
  });

  await step("a held write runs once, after a human approved it", async () => {
    const before = Number(await stock(1));
    const sql = "update shop.products set stock = stock + 1 where id = 1";
    const held = call(developer, "modify_database", { database: "shop", sql, reason: "recount" });
    const pending = await pendingOf(approver, "shop.products");
    assert.equal(Number(await stock(1)), before, "nothing runs before the approval");
    const own = await cli(["approvals", "approve", pending.id], as(developer));
    assert.equal(own.code, 1, "the requester cannot approve");
    const approved = await cli(["approvals", "approve", pending.id], as(approver));
    assert.equal(approved.code, 0, approved.stderr);
    const reply = await settled(developer, held);
    assert.equal(reply.status, "completed", JSON.stringify(reply));
    assert.equal(Number(await stock(1)), before + 1);
    const again = await call(developer, "await_approval", { approval_id: pending.id });
    assert.deepEqual(again, reply, "asking again gives the same result");
    assert.equal(Number(await stock(1)), before + 1, "and runs nothing");
  });

  await step("a rejected call does not run and carries the reason", async () => {
    const before = Number(await stock(2));
    const sql = "update shop.products set stock = 0 where id = 2";
    const held = call(developer, "modify_database", { database: "shop", sql, reason: "clear out" });
    const pending = await pendingOf(approver, "shop.products");
    const rejected = await cli(["approvals", "reject", pending.id, "--reason", "not during the sale"], as(approver));
    assert.equal(rejected.code, 0, rejected.stderr);
    const reply = await settled(developer, held);
    assert.equal(reply.status, "rejected");
    assert.equal(reply.reason, "not during the sale");
    assert.equal(Number(await stock(2)), before);
  });

  await step("a pushed branch is visible upstream, through the gate's git door", async () => {
    const reply = await call(developer, "push_branch", {
      repository: "shop",
      branch: "agent/hello",
      base: "main",
      message: "Say hello",
      changes: { "hello.txt": "hello from an agent\n" },
    });
    assert.equal(reply.status, "completed", JSON.stringify(reply));
    const clone = path.join(scratch, `clone-${round}`);
    const header = `http.extraHeader=Authorization: Bearer ${developer}`;
    await run("git", ["-c", header, "clone", "-q", "--branch", "agent/hello", demo.git, clone]);
    assert.equal(await readFile(path.join(clone, "hello.txt"), "utf8"), "hello from an agent\n");
    const { stdout } = await run("git", ["-C", clone, "rev-parse", "HEAD"]);
    assert.equal(stdout.trim(), reply.commit);
  });

  await step("an applied manifest is visible in the cluster; production waits for two humans", async () => {
    const manifest = (namespace) =>
      JSON.stringify({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "greeting", namespace },
        data: { text: "hello" },
      });
    const applied = await call(developer, "apply_manifest", { cluster: "dev", manifest: manifest("sandbox") });
    assert.equal(applied.status, "completed", JSON.stringify(applied));
    const where = { cluster: "dev", namespace: "sandbox", kind: "ConfigMap", name: "greeting", operation: "get" };
    const seen = await call(developer, "read_cluster", where);
    assert.match(JSON.stringify(seen), /hello/);
    const held = call(developer, "apply_manifest", { cluster: "dev", manifest: manifest("prod") });
    const pending = await pendingOf(approver, "ConfigMap");
    assert.equal((await cli(["approvals", "approve", pending.id], as(approver))).code, 0);
    assert.equal((await cli(["approvals", "approve", pending.id], as(approver))).code, 1, "one human counts once");
    assert.equal((await cli(["approvals", "approve", pending.id], as(approver2))).code, 0);
    assert.equal((await settled(developer, held)).status, "completed");
  });

  await step("an auditor verifies the record offline, and finds one flipped byte", async () => {
    const copy = path.join(scratch, `audit-${round}`);
    await new Promise((later) => setTimeout(later, 1500));
    await cp(demo.audit, copy, { recursive: true });
    const sound = await cli(["audit", "verify", "--dir", copy]);
    assert.equal(sound.code, 0, sound.stderr);
    const listed = await cli(["audit", "list", "--dir", copy, "--limit", "500"]);
    assert.match(listed.stdout, /client:developer/);
    assert.ok(!listed.stdout.includes("customer1@example.com"));
    const files = [];
    for (const each of await readdir(copy, { recursive: true })) {
      const info = await stat(path.join(copy, each));
      if (info.isFile() && each.includes("entries")) {
        files.push({ file: path.join(copy, each), size: info.size });
      }
    }
    const victim = files.sort((a, b) => b.size - a.size)[0];
    const bytes = await readFile(victim.file);
    bytes[Math.floor(bytes.length / 2)] ^= 1;
    await writeFile(victim.file, bytes);
    const tampered = await cli(["audit", "verify", "--dir", copy]);
    assert.equal(tampered.code, 1, tampered.stdout + tampered.stderr);
    assert.match(tampered.stderr, /record \d+|byte \d+/);
  });

}

// The smallest role map under which the story could have run; nothing in it is written by hand.
async function suggestion() {
  let suggested;
  await step("the smallest role map for all this is suggested from the record", async () => {
    const principals = ["--principal", "client:analyst", "--principal", "client:developer"];
    const asked = await cli(["policy", "suggest", "--config", demo.config, ...principals]);
    assert.equal(asked.code, 0, asked.stderr);
    suggested = asked.stdout;
    const file = path.join(scratch, "suggested.yaml");
    await writeFile(file, suggested);
    const checked = await cli(["policy", "check", file]);
    assert.equal(checked.code, 0, checked.stderr + suggested);
    const same = await cli(["policy", "replay", "--config", demo.config, "--against", demo.config.replace("sallyport.yaml", "policy.yaml")]);
    assert.equal(same.code, 0, same.stdout + same.stderr);
    const replayed = await cli(["policy", "replay", "--config", demo.config, "--against", file, "--json"]);
    const lost = JSON.parse(replayed.stdout).changed.filter((group) => /-> deny/.test(group.change));
    // What was held and rejected was not done, so nothing vouches for it; it lies within what was done here.
    assert.deepEqual(lost, [], replayed.stdout + suggested);
  });
  return suggested;
}

// What the roles of the demo allow and nobody did is refused under the suggested ones.
async function nothingElse() {
  await step("under the suggested role map, what was not done is refused", async () => {
    const orders = await call(analyst, "query_database", { database: "shop", sql: "select * from shop.orders" });
    assert.equal(orders.status, "denied", JSON.stringify(orders));
    const names = await overHttp(developer, async (client) => (await client.listTools()).tools.map((t) => t.name));
    assert.ok(!names.includes("delete_resource"), names.join());
    const write = { database: "shop", sql: "update shop.customers set name = 'x' where id = 1", reason: "no" };
    assert.equal((await call(developer, "modify_database", write)).status, "denied");
    const push = { repository: "shop", branch: "agent/other", base: "main", message: "no", changes: { "x.txt": "x" } };
    assert.equal((await call(developer, "push_branch", push)).status, "denied");
    const manifest = JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "other", namespace: "sandbox" } });
    assert.equal((await call(developer, "apply_manifest", { cluster: "dev", manifest })).status, "denied");
  });
}

// Calls a tool once, and is answered with its structured result.
async function viaSdk(client, options, name, args) {
  return (await client.callTool({ name, arguments: args }, undefined, options)).structuredContent;
}

async function viaInspector(name, args) {
  const target = [demo.mcp, "--transport", "http", "--header", `Authorization: Bearer ${developer}`];
  const given = Object.entries(args).flatMap(([key, value]) => ["--tool-arg", `${key}=${value}`]);
  const { stdout } = await inspector([...target, "--method", "tools/call", "--tool-name", name, ...given]);
  return JSON.parse(stdout).structuredContent;
}

// As an agent does it: a call that still waits says how to wait on.
async function finished(once, id) {
  const sql = `update shop.products set stock = stock + 1 where id = ${id}`;
  let answers = 1;
  let reply = await once("modify_database", { database: "shop", sql, reason: "recount" });
  for (; reply.status === "pending_approval"; answers++) {
    reply = await once(reply.next.tool, { ...reply.next.arguments, wait_seconds: 45 });
  }
  return { reply, answers };
}

// Each of the clients asks for a change of its own, and the human has all of them wait.
async function longWait() {
  const minutes = 3;
  const before = [await stock(1), await stock(2), await stock(3)].map(Number);
  const started = performance.now();
  let reports = 0;
  const progress = { onprogress: () => reports++, resetTimeoutOnProgress: true };
  const calls = {
    "the TypeScript SDK": overHttp(developer, (client) => finished((...call) => viaSdk(client, undefined, ...call), 1)),
    "the TypeScript SDK that handles progress": overHttp(developer, (client) =>
      finished((...call) => viaSdk(client, progress, ...call), 2)),
    "the MCP Inspector": finished(viaInspector, 3),
  };
  // Whoever fails before the decision fails here, and not when it is awaited.
  const ended = Object.fromEntries(Object.entries(calls).map(([who, call]) => [who, call.then(
    (done) => ({ ...done, after: performance.now() - started }), (fault) => ({ fault }))]));
  await step(`three calls wait for ${minutes} minutes`, async () => {
    await new Promise((later) => setTimeout(later, minutes * 60_000));
    const { stdout } = await cli(["approvals", "list", "--json"], as(approver));
    const pending = JSON.parse(stdout).approvals;
    assert.equal(pending.length, 3, stdout);
    assert.deepEqual([await stock(1), await stock(2), await stock(3)].map(Number), before);
    for (const each of pending) {
      assert.equal((await cli(["approvals", "approve", each.id], as(approver))).code, 0);
    }
  });
  for (const [who, end] of Object.entries(ended)) {
    await step(`${who} has the result`, async () => {
      const { reply, answers, after, fault } = await end;
      assert.ifError(fault);
      assert.equal(reply.status, "completed", JSON.stringify(reply));
      assert.ok(after > minutes * 60_000, `${after} ms`);
      console.log(`    ${who}: ${answers} answers in ${Math.round(after / 1000)} s`);
    });
  }
  await step("each call ran once", async () => {
    assert.deepEqual([await stock(1), await stock(2), await stock(3)].map(Number), before.map((n) => n + 1));
    assert.ok(reports > 10, `${reports} reports of progress`);
  });
}

try {
  if (process.argv[2] === "wait") {
    await use(await startDemo("demo"));
    await longWait();
  } else if (process.argv[2]) {
    await use({ ready: JSON.parse(process.argv[2]) });
    await story("given");
  } else {
    await use(await startDemo("demo"));
    await story("first");
    const suggested = await suggestion();
    await stop();
    await mkdir(path.join(scratch, "demo-again"));
    await writeFile(path.join(scratch, "demo-again", "policy.yaml"), suggested, { mode: 0o600 });
    await use(await startDemo("demo-again"));
    await story("again");
    await nothingElse();
  }
  console.log(`\n${passed} passed, 0 failed`);
} finally {
  await stop();
  await rm(scratch, { recursive: true, force: true });
}
