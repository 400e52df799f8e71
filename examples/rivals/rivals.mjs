// Sends the same hostile statements to several MCP servers for PostgreSQL, each with a superuser's login, and decides
// by what the database shows afterwards whether a statement did what it was meant to.
//
//   ./run            prints the tables
//   ./run --write    also puts them into docs/rivals-sql.md
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { HONEST, MASKS, OUTSIDE, TABLES, WRITES } from "./attacks.mjs";
import { SERVERS } from "./servers.mjs";
import { World } from "./world.mjs";

const CALL_MS = 30_000;
const verbose = process.argv.includes("--verbose");

/// One server process. It is started again when a statement ended it.
class Server {
  constructor(launch, callOf) {
    Object.assign(this, { launch, callOf });
  }

  async client() {
    if (!this.connected) {
      const client = new Client({ name: "rivals", version: "1" });
      client.onclose = () => (this.connected = undefined);
      await client.connect(new StdioClientTransport({ stderr: "ignore", ...this.launch }));
      this.connected = client;
    }
    return this.connected;
  }

  async call(sql) {
    const client = await this.client();
    try {
      const result = await client.callTool(this.callOf(sql), undefined, { timeout: CALL_MS });
      const { status, row_count: rows } = result.structuredContent ?? {};
      return { text: JSON.stringify(result.content) + JSON.stringify(result.structuredContent ?? ""), status, rows };
    } catch (fault) {
      return { text: String(fault.message) };
    }
  }

  async close() {
    await this.connected?.close();
  }
}

const letters = (text) => text.toLowerCase().replaceAll(/[\s"]/g, "");

/// `ran`, `shown`: the effect is there, the value came out. `refused`: the database never saw the statement. `stopped`: the
/// database saw it, and ended it with an error. `no effect`: it ran and left nothing. `hidden`: it was answered, without
/// the value.
async function attempt(world, server, attack) {
  // A server whose connection the last statement cost it may notice only now.
  await server.call("select 1");
  const facts = await world.before();
  const sql = typeof attack.sql === "function" ? attack.sql(facts) : attack.sql;
  const replies = [];
  for (const each of [sql].flat()) {
    replies.push(await server.call(each));
  }
  const seen = await world.after(replies.map((reply) => reply.text).join("\n"), replies.at(-1).rows);
  const log = await world.logged();
  let verdict;
  if (attack.worked(seen)) {
    verdict = attack.reach ? "**ran**" : "**shown**";
  } else if (!attack.reach) {
    verdict = replies.at(-1).status === "denied" ? "refused" : "hidden";
  } else if (!letters(log).includes(letters(attack.reach))) {
    verdict = "refused";
  } else {
    verdict = /ERROR:|FATAL:/.test(log) ? "stopped" : "no effect";
  }
  if (verbose) {
    console.error(`${verdict}  ${sql}\n    ${seen.reply.slice(0, 300)}`);
  }
  await world.restore();
  return verdict;
}

async function honest(server, read) {
  const { text } = await server.call(read.sql);
  if (verbose) {
    console.error(`${text.includes(read.expect) ? "answered" : "refused"}  ${read.sql}\n    ${text.slice(0, 300)}`);
  }
  return text.includes(read.expect) ? "answered" : "refused";
}

async function measure(world, kind) {
  const at = await world.enter(kind.database);
  const server = new Server(await kind.start(at), kind.call);
  const results = new Map();
  try {
    for (const read of HONEST) {
      results.set(read, await honest(server, read));
    }
    for (const attack of [...WRITES, ...OUTSIDE, ...(kind.rules ? [...TABLES, ...MASKS] : [])]) {
      results.set(attack, await attempt(world, server, attack));
    }
  } finally {
    await server.close();
    await world.leave();
  }
  return results;
}

function table(title, outcome, cases, kinds, measured) {
  const lines = [
    `| ${title} | ${kinds.map((kind) => kind.name).join(" | ")} |`,
    `|---|${kinds.map(() => "---|").join("")}`,
    ...cases.map((each) => `| ${each.name} | ${kinds.map((kind) => measured.get(kind).get(each)).join(" | ")} |`),
  ];
  const count = (kind) => cases.filter((each) => measured.get(kind).get(each).includes(outcome)).length;
  lines.push(`| in all ${outcome} | ${kinds.map((kind) => `${count(kind)} of ${cases.length}`).join(" | ")} |`);
  return lines.join("\n");
}

const world = await World.start(await mkdtemp(path.join(tmpdir(), "sallyport-rivals-")));
let failed = false;
try {
  const measured = new Map();
  for (const kind of SERVERS) {
    console.error(`${kind.name} …`);
    measured.set(kind, await measure(world, kind));
  }
  const versions = await Promise.all(SERVERS.map((kind) => kind.label()));
  const ours = SERVERS.filter((kind) => kind.rules);
  const text = [
    `Run on ${new Date().toISOString().slice(0, 10)} against PostgreSQL ${world.version}: ${[...new Set(versions)].join(", ")}.`,
    table("writing", "ran", WRITES, SERVERS, measured),
    table("leaving the tables", "ran", OUTSIDE, SERVERS, measured),
    table("honest reads", "answered", HONEST, SERVERS, measured),
    table("tables the role was not given", "shown", TABLES, ours, measured),
    table("values of a masked column", "shown", MASKS, ours, measured),
  ].join("\n\n");
  console.log(text);
  for (const kind of ours) {
    failed ||= [...measured.get(kind).values()].some((verdict) => verdict.startsWith("**"));
  }
  if (process.argv.includes("--write")) {
    const file = path.resolve(import.meta.dirname, "../../docs/rivals-sql.md");
    const page = await readFile(file, "utf8");
    await writeFile(file, page.replace(/(?<=<!-- results[^]*?-->\n)[^]*(?=<!-- end of results -->)/, () => `\n${text}\n\n`));
  }
} finally {
  await world.close();
}
process.exitCode = failed ? 1 : 0;
