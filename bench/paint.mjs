// usage: node bench/paint.mjs BASE USER [WEB]     (the password on standard input)
// How long the console at BASE takes to its first paint and to its numbers, in Debian's Chromium with nothing in its
// cache: as it is, and as over a slow line (10 Mbit/s, 40 ms) on a machine a quarter as fast. The median of five.
import { readFileSync } from "node:fs";
import { launch, openPage, settle } from "../test/web/browser.mjs";

const RUNS = 5;
const [base, user, web = "web"] = process.argv.slice(2);
const password = readFileSync(0, "utf8").trim();
const browser = await launch(web);

async function once(cookies, path, slow) {
  const { page, context } = await openPage(browser, base);
  await context.addCookies(cookies);
  if (slow) {
    const line = await context.newCDPSession(page);
    await line.send("Network.enable");
    await line.send("Network.emulateNetworkConditions", { offline: false, latency: 40, downloadThroughput: 1_250_000, uploadThroughput: 625_000 });
    await line.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  }
  await page.goto(base + path);
  if (path !== "/login") await settle(page);
  else await page.waitForSelector("[name=user_name]");
  const ready = await page.evaluate(() => performance.now());
  const paint = await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime);
  const seen = [await paint.jsonValue(), ready];
  await context.close();
  return seen;
}

const middle = (numbers) => Math.round(numbers.sort((a, b) => a - b)[numbers.length >> 1]);
try {
  const { page, context } = await openPage(browser, base);
  await page.goto(base);
  await page.fill("[name=user_name]", user);
  await page.fill("[name=password]", password);
  await page.click("button[type=submit]");
  await page.waitForSelector(".side");
  const signed = await context.cookies();
  console.log("| page | line and machine | first paint ms | with its numbers ms |\n|---|---|---:|---:|");
  for (const path of ["/login", "/overview", "/settlements"])
    for (const slow of [false, true]) {
      const runs = [];
      for (let i = 0; i < RUNS; i++) runs.push(await once(path === "/login" ? [] : signed, path, slow));
      console.log(`| ${path} | ${slow ? "slow" : "as it is"} | ${middle(runs.map((each) => each[0]))} | ${middle(runs.map((each) => each[1]))} |`);
    }
  await context.close();
} finally {
  await browser.close();
}
