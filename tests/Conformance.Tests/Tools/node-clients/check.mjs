// Usage: node check.mjs PORT
// What applications do most, with each client and protocol: prints a line each, and ends with 1 when any of them fails.
import assert from "node:assert/strict";
import Redis from "ioredis";
import { createClient } from "redis";

const port = Number(process.argv[2]);

async function withIoredis() {
  const client = new Redis({ port });
  const subscriber = new Redis({ port });
  await client.flushall();
  assert.equal(await client.set("string", "value", "EX", 100), "OK");
  assert.equal(await client.get("string"), "value");
  assert.ok(await client.ttl("string") > 90);
  assert.equal(await client.incrby("counter", 5), 5);

  const piped = await client.pipeline().rpush("list", "a", "b", "c").lrange("list", 0, -1).exec();
  assert.deepEqual(piped, [[null, 3], [null, ["a", "b", "c"]]]);
  const done = await client.multi().hset("hash", { field: "value", other: 1 }).hgetall("hash").exec();
  assert.deepEqual(done[1], [null, { field: "value", other: "1" }]);
  assert.equal(await client.zadd("zset", 1.5, "a", 2, "b"), 2);
  assert.deepEqual(await client.zrange("zset", 0, -1, "WITHSCORES"), ["a", "1.5", "b", "2"]);

  const keys = [];
  for await (const found of client.scanStream({ match: "*s*" })) {
    keys.push(...found);
  }
  assert.deepEqual(keys.sort(), ["hash", "list", "string", "zset"]);

  await subscriber.subscribe("channel");
  const message = new Promise((resolve) => subscriber.on("message", (channel, text) => resolve(`${channel} ${text}`)));
  assert.equal(await client.publish("channel", "news"), 1);
  assert.equal(await message, "channel news");

  const blocked = client.blpop("later", 10);
  await new Redis({ port }).rpush("later", "now");
  assert.deepEqual(await blocked, ["later", "now"]);
  await assert.rejects(client.lpush("string", "a"), /WRONGTYPE/);
  await client.quit();
  subscriber.disconnect();
}

async function withNodeRedis(RESP) {
  const client = await createClient({ socket: { port }, RESP }).connect();
  await client.flushAll();
  assert.equal(await client.set("string", "value", { expiration: { type: "EX", value: 100 } }), "OK");
  assert.equal(await client.get("string"), "value");
  assert.deepEqual(await Promise.all([client.incr("counter"), client.incr("counter"), client.incr("counter")]), [1, 2, 3]);
  assert.equal(await client.hSet("hash", { field: "value", other: "1" }), 2);
  assert.deepEqual({ ...await client.hGetAll("hash") }, { field: "value", other: "1" });
  await client.zAdd("zset", [{ score: 1.5, value: "a" }, { score: 2, value: "b" }]);
  assert.deepEqual(await client.zRangeWithScores("zset", 0, -1), [{ value: "a", score: 1.5 }, { value: "b", score: 2 }]);
  assert.equal(await client.zScore("zset", "a"), 1.5);
  assert.deepEqual(await client.multi().sAdd("set", ["a", "b"]).sCard("set").exec(), [2, 2]);

  const keys = [];
  for await (const found of client.scanIterator({ TYPE: "zset" })) {
    keys.push(...found);
  }
  assert.deepEqual(keys, ["zset"]);

  const subscriber = await client.duplicate().connect();
  const message = new Promise((resolve) => subscriber.pSubscribe("chan*", (text, channel) => resolve(`${channel} ${text}`)));
  while (await client.publish("channel", "news") === 0) { /* not subscribed yet */ }
  assert.equal(await message, "channel news");
  await assert.rejects(client.lPush("string", "a"), /WRONGTYPE/);
  await subscriber.close();
  await client.close();
}

const checks = { ioredis: withIoredis, "node-redis RESP2": () => withNodeRedis(2), "node-redis RESP3": () => withNodeRedis(3) };
let failures = 0;
for (const [name, check] of Object.entries(checks)) {
  try {
    await check();
    console.log(`${name} ok`);
  } catch (error) {
    failures++;
    console.log(`${name} failed: ${error.stack}`);
  }
}
process.exit(failures === 0 ? 0 : 1);
