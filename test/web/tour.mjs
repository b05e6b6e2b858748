// usage: node tour.mjs YIBAO WEB STORE FOLDER [ONLY]
// Photographs every page of the console over STORE (made by `yibao demo --people`, with the password of browser.mjs), at a desk and on a phone, its
// windows, its menu on a phone, what it shows while it waits, and its paper, for somebody to look at. ONLY: pages
// whose name contains it. Adds its users to STORE when they are not there.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
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

/** A window over the page, as it opens and as it refuses what is empty. */
async function window(page, base, path, button, name) {
  if (!name.includes(only)) return;
  for (const [lang, size] of [["zh", DESK], ["en", PHONE]]) {
    await prefer(page, lang, "light");
    await page.setViewportSize(size);
    await page.goto(base + path);
    await settle(page);
    await page.locator(button).first().click();
    await page.locator("dialog[open]").waitFor();
    await page.screenshot({ path: join(folder, `${name}-${lang}.png`) });
    const send = page.locator("dialog[open] footer button").last();
    if (await send.count()) {
      await send.click();
      await page.waitForTimeout(300);
      if (await page.locator("dialog[open]").count()) await page.screenshot({ path: join(folder, `${name}-${lang}-refused.png`) });
    }
    await page.keyboard.press("Escape");
  }
  await page.setViewportSize(DESK);
}

/** What a page shows until its answer is here, and when there is none. */
async function waiting(page, base, path, name) {
  if (!name.includes(only)) return;
  const api = `**/api/v1${path.split("?")[0]}*`;
  await prefer(page, "zh", "light");
  for (const [kind, answer] of [["waits", () => new Promise(() => {})], ["fails", (route) => route.fulfill({ status: 503, body: "" })], ["gone", (route) => route.abort()]]) {
    await page.goto(`${base}/account`);
    await settle(page);
    await page.route(api, answer);
    await page.locator(`.side a[href^="${path}"]`).first().click();
    await page.waitForTimeout(900);
    await page.screenshot({ path: join(folder, `${name}-${kind}.png`) });
    await page.unroute(api);
  }
}

async function menu(page, base) {
  if (!"menu".includes(only)) return;
  for (const lang of ["zh", "en"]) {
    await prefer(page, lang, "light");
    await page.setViewportSize(PHONE);
    await page.goto(`${base}/account`);
    await settle(page);
    await page.locator("header button").first().click();
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(folder, `menu-${lang}-phone.png`) });
    await page.setViewportSize(DESK);
  }
}

/** The bill on paper: as the browser prints the page, and as the server draws it. */
async function paper(page, base, id) {
  if (!"paper".includes(only)) return;
  for (const lang of ["zh", "en"]) {
    await prefer(page, lang, "dark"); // paper is white whatever the screen is
    await page.goto(`${base}/settlements/${id}/bill`);
    await settle(page);
    await page.pdf({ path: join(folder, `paper-${lang}-printed.pdf`), format: "A4", printBackground: false });
    const drawn = await page.request.get(`${base}/api/v1/settlements/${id}/bill.pdf?lang=${lang}`);
    writeFileSync(join(folder, `paper-${lang}-drawn.pdf`), await drawn.body());
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
    await paper(page, base, stay.setl_id);
    await window(page, base, `/settlements/${stay.setl_id}/bill`, ".head button.el-button >> nth=0", "window-correct");
    await window(page, base, `/persons/${stay.psn_no}/details`, ".head button.el-button >> nth=0", "window-enrol");
    await window(page, base, `/persons/${stay.psn_no}/details`, ".head button.el-button >> nth=1", "window-resettle");
    await window(page, base, `/persons/${stay.psn_no}/details`, ".head button.el-button >> nth=2", "window-reveal");
  }
  await look(page, base, "/persons", "persons");
  await look(page, base, "/persons/new", "newcomer");
  await look(page, base, "/paper-claims", "paper-claims");
  await look(page, base, "/paper-claims?state=listed&invono=1", "paper-claims-empty");
  await look(page, base, `/paper-claims/accept${stay ? `?psn_no=${stay.psn_no}&fixmedins_code=${stay.fixmedins_code}` : ""}`, "paper-accept");
  for (const state of ["open", "review", "settled", "returned"])
    for (const [i, { claim_id }] of (await ask(`/paper-claims?state=${state}`)).entries()) await look(page, base, `/paper-claims/${claim_id}/file`, `paper-${state}-${i}`);
  await look(page, base, "/allowances", "allowances");
  await look(page, base, "/wages", "wages");
  for (const { setl_id } of await ask("/maternity-allowances?limit=1")) await look(page, base, `/allowances/${setl_id}/details`, "allowance");
  await look(page, base, "/institutions", "institutions");
  await look(page, base, "/policies", "policies");
  await look(page, base, "/policies/379900/employee/tables", "policy-city");
  await look(page, base, "/policies/371525-guanxian/2018-resident/tables", "policy");
  await look(page, base, "/trial?policy=371525-guanxian/2018-resident&case=0", "trial");
  await look(page, base, "/trial", "trial-empty");
  await look(page, base, "/exports", "exports");
  await look(page, base, "/account", "account");
  await look(page, base, "/nothing/here", "nowhere");
  await menu(page, base);
  await window(page, base, "/settlements", ".head button.el-button", "window-export");
  for (const each of ["overview", "settlements", "policies"]) await waiting(page, base, `/${each}`, `waiting-${each}`);
}

const others = [
  ["caiwu", [["/overview?from=2023-01&to=2023-12", "overview-finance"], ["/budgets", "budgets"], ["/payments", "payments"]]],
  ["sysadmin", [["/users", "users"], ["/settings", "settings"], ["/approvals", "approvals"]]],
  ["shenji", [["/audit", "audit"]]],
];

const windows = [
  ["/budgets", ".head button.el-button", "window-budget"],
  ["/payments", "[data-make]", "window-payments"],
  ["/users", ".head button.el-button", "window-user"],
  ["/users", "td button.el-button >> nth=0", "window-roles"],
  ["/users", "td button.el-button >> nth=1", "window-lock"],
  ["/users", "td button.el-button >> nth=2", "window-reset"],
  ["/settings", "td button.el-button", "window-setting"],
  ["/audit", ".head button.el-button >> nth=1", "window-export-audit"],
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
    const own = windows.filter((each) => pages.some((one) => one[0].split("?")[0] === each[0]));
    if (![...pages.map((each) => each[1]), ...own.map((each) => each[2])].some((name) => name.includes(only))) continue;
    const { page, context } = await openPage(browser, base);
    await signIn(page, base, user);
    for (const [path, name] of pages) await look(page, base, path, name);
    for (const [path, button, name] of own) await window(page, base, path, button, name);
    await context.close();
  }
} finally {
  await browser.close();
  child.kill("SIGTERM");
}
process.exit(0);
