// The TypeScript SDK's client finds its way from a gate's address to a call by OAuth: 401, resource metadata,
// authorization server metadata, registration unless it is known, code with PKCE and `resource`, token, call.
//
//   node oauth.mjs GATE_MCP_URL [CLIENT_ID]
//
// Prints `AUTHORIZE URL` for a browser to open, and at the end one line of JSON with what it found.
import { createServer } from "node:http";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const [gate, clientId] = process.argv.slice(2);
const requested = [];

/** Every request, so that the steps of the discovery can be seen. */
const seeing = async (url, init) => {
  const response = await fetch(url, init);
  requested.push(`${response.status} ${init?.method ?? "GET"} ${new URL(url).pathname}`);
  return response;
};

const callback = createServer();
await new Promise((listening) => callback.listen(0, "127.0.0.1", listening));
const redirectUrl = `http://127.0.0.1:${callback.address().port}/callback`;
const code = new Promise((resolve) =>
  callback.on("request", (request, response) => {
    const answer = new URL(request.url, redirectUrl).searchParams;
    response.end("You may close this page.");
    if (answer.has("code")) {
      resolve({ code: answer.get("code"), state: answer.get("state") });
    }
  }),
);

const kept = { information: clientId ? { client_id: clientId } : undefined };
const state = crypto.randomUUID();
let asked;
const provider = {
  redirectUrl,
  clientMetadata: {
    client_name: "An SDK client",
    redirect_uris: [redirectUrl],
    grant_types: ["authorization_code"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
  },
  state: () => state,
  clientInformation: () => kept.information,
  saveClientInformation: (information) => (kept.information = information),
  tokens: () => kept.tokens,
  saveTokens: (tokens) => (kept.tokens = tokens),
  saveCodeVerifier: (verifier) => (kept.verifier = verifier),
  codeVerifier: () => kept.verifier,
  redirectToAuthorization: (url) => {
    asked = Object.fromEntries(url.searchParams);
    console.log(`AUTHORIZE ${url}`);
  },
};

const transport = () => new StreamableHTTPClientTransport(new URL(gate), { authProvider: provider, fetch: seeing });
const first = transport();
try {
  await new Client({ name: "oauth", version: "1" }).connect(first);
  throw new Error("the gate let a client in that showed no token");
} catch (fault) {
  if (!(fault instanceof UnauthorizedError)) {
    throw fault;
  }
}
const answer = await code;
if (answer.state !== state) {
  throw new Error("the answer is for another state");
}
await first.finishAuth(answer.code);

const client = new Client({ name: "oauth", version: "1" });
await client.connect(transport());
const tools = (await client.listTools()).tools.map((tool) => tool.name);
const access = (await client.callTool({ name: "my_access", arguments: {} })).structuredContent;
await client.close();
callback.closeAllConnections();
callback.close();
console.log(JSON.stringify({ requested, asked, client: kept.information.client_id, tools, access }));
