// Usage: node check.mjs '{"password":"...","master-replica":["host:port"],"sentinel":["host:port"],"cluster":["host:port"]}'
// The first address of master-replica is its master; those of sentinel are sentinels. Writes and reads 100 keys with
// each client in each mode, prints one line each, and ends with 1 when any of them fails.
import Redis from "ioredis";
import { createClient, createCluster, createSentinel } from "redis";

const topologies = JSON.parse(process.argv[2]);
const password = topologies.password;
const addresses = (name) => topologies[name].map((text) => {
  const colon = text.lastIndexOf(":");
  return { host: text.slice(0, colon), port: Number(text.slice(colon + 1)) };
});

const ioredis = {
  "master-replica": () => new Redis({ ...addresses("master-replica")[0], password }),
  sentinel: () => new Redis({ sentinels: addresses("sentinel"), name: "mymaster", password, sentinelPassword: password }),
  cluster: () => new Redis.Cluster(addresses("cluster"), { redisOptions: { password } }),
};

const nodeRedis = {
  "master-replica": () => createClient({ socket: addresses("master-replica")[0], password }),
  sentinel: () => createSentinel({
    name: "mymaster", sentinelRootNodes: addresses("sentinel"),
    nodeClientOptions: { password }, sentinelClientOptions: { password },
  }),
  cluster: () => createCluster({
    rootNodes: addresses("cluster").map((socket) => ({ socket })), defaults: { password },
  }),
};

async function writeAndReadBack(client, prefix) {
  for (let i = 0; i < 100; i++) {
    await client.set(`${prefix}:${i}`, String(i));
  }
  for (let i = 0; i < 100; i++) {
    const value = await client.get(`${prefix}:${i}`);
    if (value !== String(i)) {
      throw new Error(`${prefix}:${i} reads back as ${value}`);
    }
  }
}

let failures = 0;
async function check(library, mode, open, close) {
  let client;
  try {
    client = await open();
    client.on?.("error", () => {}); // A client that cannot serve a call fails that call, which is what counts here.
    await writeAndReadBack(client, `${library}:${mode}`);
    console.log(`${library} ${mode} ok`);
  } catch (error) {
    failures++;
    console.log(`${library} ${mode} failed: ${error.message}`);
  } finally {
    try { await close(client); } catch { /* closing what did not open */ }
  }
}

for (const mode of Object.keys(ioredis)) {
  await check("ioredis", mode, ioredis[mode], (client) => client?.quit());
  await check("node-redis", mode, () => nodeRedis[mode]().connect(), (client) => client?.close());
}
process.exit(failures === 0 ? 0 : 1);
