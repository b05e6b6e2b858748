// usage: node tour.mjs YIBAO WEB STORE FOLDER [ONLY]
// Photographs every page of the console over STORE (made by `yibao city generate`), at a desk and on a phone, for
// somebody to look at. ONLY: pages whose name contains it. Adds its users to STORE when they are not there.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DESK, launch, openPage, PASSWORD, PHONE, prefer, ready, settle, signIn, tooWide } from "./browser.mjs";

const [yibao, web, store, folder, only = ""] = process.argv.slice(2);
const USERS = { jingban: "clerk", caiwu: "finance", shenji: "auditor", sysadmin: "system_admin", secadmin: "security_admin" };
const NAMES = { jingban: "经办人员", caiwu: "基金财务", shenji: "审计人员", sysadmin: "系统管理员", secadmin: "安全管理员" };

function run(words, input) {
  return spawnSync(yibao, [...words, "--store", store], { input, encoding: "utf8" });
}

function addUsers() {
  run(["user", "rules", "--second-factor", "0", "--idle-minutes", "120"]);
  for (const [user, role] of Object.entries(USERS)) run(["user", "add", user, "--roles", role, "--full-name", NAMES[user]], `${PASSWORD}\n`);
}

function serve() {
  return new Promise((resolve, reject) => {
    const child = spawn(yibao, ["serve", "--store", store, "--json", "--listen", "127.0.0.1:0", "--console", join(web, "dist")], { stdio: ["ignore", "pipe", "inherit"] });
    child.stdout.on("data", (bytes) => {
      const address = /"(http:[^"]+)"/.exec(String(bytes).replaceAll("\\/", "/"));
      if (address) resolve({ child, base: address[1] });
    });
    child.on("exit", () => reject(new Error("the server ended")));
  });
}

const LOW = 2600;

/** The whole page, at most LOW pixels of it: the window grows first, so that charts are drawn for it. */
async function shoot(page, name, size = DESK) {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width: size.width, height: Math.min(Math.max(height, size.height), LOW) });
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await page.setViewportSize(size);
}

async function look(page, base, path, name, kinds = [["zh", "light"], ["en", "dark"]]) {
  if (!name.includes(only)) return;
  for (const [lang, theme] of kinds) {
    await prefer(page, lang, theme);
    await page.goto(base + path);
    await settle(page);
    await shoot(page, `${name}-${theme === "contrast" ? theme : lang}`);
    await page.setViewportSize(PHONE);
    await page.waitForTimeout(200);
    const over = await tooWide(page);
    if (over > 0) console.log(`${name} ${lang}: ${over} px too wide for a phone`);
    await shoot(page, `${name}-${theme === "contrast" ? theme : lang}-phone`, PHONE);
    await page.setViewportSize(DESK);
  }
}

async function clerk({ page, base }) {
  await signIn(page, base, "jingban");
  await look(page, base, "/overview?from=2023-01&to=2023-12", "overview", [["zh", "light"], ["en", "dark"], ["zh", "contrast"]]);
  await look(page, base, "/settlements", "settlements");
  await look(page, base, "/settlements?least=99999999", "settlements-empty");
  const ask = (path) => page.evaluate(async (p) => (await (await fetch(`/api/v1${p}`)).json()).items, path);
  const [stay] = await ask("/settlements?med_type=21&limit=1");
  if (stay) {
    await look(page, base, `/settlements/${stay.setl_id}/bill`, "bill");
    await look(page, base, `/persons/${stay.psn_no}/details`, "person");
    await look(page, base, `/institutions/${stay.fixmedins_code}/details`, "institution");
  }
  await look(page, base, "/persons", "persons");
  await look(page, base, "/institutions", "institutions");
  await look(page, base, "/policies", "policies");
  await look(page, base, "/policies/379900/employee/tables", "policy-city");
  await look(page, base, "/policies/371525-guanxian/2018-resident/tables", "policy");
  await look(page, base, "/trial?policy=371525-guanxian/2018-resident&case=0", "trial");
  await look(page, base, "/trial", "trial-empty");
  await look(page, base, "/exports", "exports");
  await look(page, base, "/account", "account");
  await look(page, base, "/nothing/here", "nowhere");
}

const others = [
  ["caiwu", [["/overview?from=2023-01&to=2023-12", "overview-finance"]]],
  ["sysadmin", [["/users", "users"], ["/settings", "settings"], ["/approvals", "approvals"]]],
  ["shenji", [["/audit", "audit"]]],
];

mkdirSync(folder, { recursive: true });
if (!ready(web)) throw new Error("script/web has not been run, or there is no Chromium");
addUsers();
const { child, base } = await serve();
const browser = await launch(web);
try {
  const opened = await openPage(browser, base);
  await opened.page.goto(base);
  await opened.page.waitForSelector("[name=user_name]");
  await shoot(opened.page, "login");
  await clerk({ ...opened, base });
  await opened.context.close();
  for (const [user, pages] of others) {
    if (!pages.some(([, name]) => name.includes(only))) continue;
    const { page, context } = await openPage(browser, base);
    await signIn(page, base, user);
    for (const [path, name] of pages) await look(page, base, path, name);
    await context.close();
  }
} finally {
  await browser.close();
  child.kill("SIGTERM");
}
process.exit(0);
