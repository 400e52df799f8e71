// How each server is started, and its tool that takes SQL. All of them get the same login, a superuser.
import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const here = import.meta.dirname;
const modules = path.join(here, "node_modules");
const sallyport = path.resolve(here, "../../sallyport");
const run = promisify(execFile);

const versionOf = async (name) =>
  JSON.parse(await readFile(path.join(modules, name, "package.json"), "utf8")).version;

const url = (at) => `postgres://postgres:postgres@127.0.0.1:${at.port}/${at.database}?sslmode=disable`;

async function file(at, name, text) {
  const target = path.join(at.home, name);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, text);
  return target;
}

const serverPostgres = {
  name: "server-postgres",
  database: "rivals_server_postgres",
  label: async () => `\`@modelcontextprotocol/server-postgres\` ${await versionOf("@modelcontextprotocol/server-postgres")}`,
  start: async (at) => ({
    command: process.execPath,
    args: [path.join(modules, "@modelcontextprotocol/server-postgres/dist/index.js"), url(at)],
  }),
  call: (sql) => ({ name: "query", arguments: { sql } }),
};

const dbhub = {
  name: "DBHub",
  database: "rivals_dbhub",
  label: async () => `\`@bytebase/dbhub\` ${await versionOf("@bytebase/dbhub")}`,
  start: async (at) => ({
    command: process.execPath,
    args: [
      path.join(modules, "@bytebase/dbhub/dist/index.js"),
      "--transport",
      "stdio",
      "--config",
      await file(
        at,
        "dbhub.toml",
        `[[sources]]\nid = "shop"\ndsn = "${url(at)}"\n\n` +
          `[[tools]]\nname = "execute_sql"\nsource = "shop"\nreadonly = true\nmax_rows = 1000\n`,
      ),
    ],
  }),
  call: (sql) => ({ name: "execute_sql", arguments: { sql } }),
};

const toolbox = (name, database, extra) => ({
  name,
  database,
  label: async () => `\`@toolbox-sdk/server\` ${await versionOf("@toolbox-sdk/server")}`,
  start: async (at) => ({
    command: path.join(modules, `@toolbox-sdk/server-${process.platform}-${process.arch}/bin/toolbox`),
    args: [
      "--stdio",
      "--disable-version-check",
      "--config",
      await file(
        at,
        "tools.yaml",
        `kind: source\nname: shop\ntype: postgres\nhost: 127.0.0.1\nport: "${at.port}"\n` +
          `database: ${at.database}\nuser: postgres\npassword: postgres\n${extra}` +
          `---\nkind: tool\nname: execute_sql\ntype: postgres-execute-sql\nsource: shop\n` +
          `description: Executes one SQL statement.\n`,
      ),
    ],
  }),
  call: (sql) => ({ name: "execute_sql", arguments: { sql } }),
});

const gate = {
  name: "Sallyport",
  database: "rivals_sallyport",
  rules: true,
  label: async () => "Sallyport, this checkout",
  start: async (at) => {
    const config = await file(
      at,
      "sallyport.yaml",
      `server: { listen: "127.0.0.1:0" }\n` +
        `databases:\n  shop: { url: "jdbc:postgresql://127.0.0.1:${at.port}/${at.database}", username: postgres, password: "\${env:RIVALS_PASSWORD}" }\n` +
        `policy: policy.yaml\naudit: { directory: audit, key: secrets/audit-key }\nstate: { url: "jdbc:sqlite:state.db" }\n`,
    );
    await file(
      at,
      "policy.yaml",
      `roles:\n  analyst:\n    permit:\n      - tools: [query_database]\n        on: { database: shop, schema: shop }\n` +
        `        mask:\n          - { column: customers.ssn, with: redact }\n` +
        `bindings:\n  - { role: analyst, to: ["client:probe"] }\n`,
    );
    const env = { ...process.env, RIVALS_PASSWORD: "postgres" };
    const made = await run(sallyport, ["key", "create", "probe", "--config", config, "--json"], { env });
    return {
      command: sallyport,
      args: ["stdio", "--config", config],
      env: { ...env, SALLYPORT_TOKEN: JSON.parse(made.stdout).token },
    };
  },
  call: (sql) => ({ name: "query_database", arguments: { database: "shop", sql } }),
};

export const SERVERS = [
  serverPostgres,
  dbhub,
  toolbox("MCP Toolbox", "rivals_toolbox", ""),
  toolbox("MCP Toolbox, read-only session", "rivals_toolbox_readonly", "queryParams: { default_transaction_read_only: 'on' }\n"),
  gate,
];
