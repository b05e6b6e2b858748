// usage: node console.mjs YIBAO WEB TRIAL.WASM [SCREENSHOTS [PATHS,OF,ONE,PERSON]]
// A user's path a page and a role in Debian's Chromium, axe in both languages and all themes, the bundle's
// budget, and the page's trial bills against the server's, byte for byte. Exit 77: nothing was built to test.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { checkAxe, DESK, launch, look, openPage, PASSWORD, PHONE, ready, settle, signIn, tooWide, visible } from "./browser.mjs";
import { newcomer } from "./newcomer.mjs";
import * as roles from "./roles.mjs";

const [yibao, web, wasm, shots, only] = process.argv.slice(2);
const ENTRY_MOST = 160_000, CHARTS_MOST = 220_000;
const dist = join(web, "dist");
if (!ready(web)) {
  console.log("skipped: script/web has not been run, or there is no Chromium");
  process.exit(77);
}
if (shots) mkdirSync(shots, { recursive: true });

// ---- the bundle ----

function budget() {
  const html = readFileSync(join(dist, "index.html"), "utf8");
  assert.ok(!/<script(?![^>]*\ssrc=)[^>]*>/.test(html), "an inline script");
  assert.ok(!/https?:\/\//.test(html), "a foreign host");
  const zipped = (name) => gzipSync(readFileSync(join(dist, "assets", name)), { level: 9 }).length;
  const files = readdirSync(join(dist, "assets")).filter((name) => /\.(js|css)$/.test(name));
  const entry = files.filter((name) => html.includes(name)).reduce((sum, name) => sum + zipped(name), 0);
  const charts = files.filter((name) => /^charts-.*js$/.test(name)).reduce((sum, name) => sum + zipped(name), 0);
  assert.ok(entry > 0 && entry <= ENTRY_MOST, `the entry takes ${entry} bytes`);
  assert.ok(charts > 0 && charts <= CHARTS_MOST, `the charts take ${charts} bytes`);
  assert.ok(!/"resolved"/.test(readFileSync(join(web, "package-lock.json"), "utf8")), "the lock file names a registry");
  console.log(`bundle: entry ${entry}, charts ${charts} bytes zipped`);
}

// ---- the server: the demo county ----

const folder = mkdtempSync(join(tmpdir(), "yibao-web-"));

function startDemo() {
  return new Promise((resolve, reject) => {
    const words = ["demo", "--store", join(folder, "county.db"), "--listen", "127.0.0.1:0", "--password", PASSWORD, "--console", dist];
    const child = spawn(yibao, words, { stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    child.stdout.on("data", (bytes) => {
      said += bytes;
      const address = /(http:\/\/127\.0\.0\.1:\d+)/.exec(said);
      if (address && /audadmin/.test(said)) resolve({ child, base: address[1] });
    });
    child.on("exit", () => reject(new Error(`the demo ended: ${said.slice(-2000)}`)));
  });
}

async function shoot(page, name) {
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}

// ---- paths ----

async function pathLogin({ page, base }) {
  await page.goto(base);
  await page.waitForSelector("[name=user_name]");
  await checkAxe(page, "login");
  await page.click("button[type=submit]");
  await visible(page, "请输入用户名");
  await page.fill("[name=user_name]", "jingban");
  await page.fill("[name=password]", "wrong-Wrong-1");
  await page.click("button[type=submit]");
  await page.waitForSelector("[role=alert]");
  assert.equal(await page.inputValue("[name=user_name]"), "jingban", "what was typed is kept");
  await shoot(page, "login-wrong");
}

async function pathShell({ page, base }) {
  await page.goto(base);
  await settle(page);
  assert.equal(new URL(page.url()).pathname, "/overview", "the first page of the menu");
  await page.keyboard.press("?");
  await visible(page, "快捷键");
  await checkAxe(page, "the keys", { within: "dialog" });
  await page.keyboard.press("Escape");
  await page.click("[data-lang]");
  await visible(page, "Sign out");
  await page.click("[data-lang]");
  await page.selectOption("header select", "contrast");
  await checkAxe(page, "high contrast", { colours: true });
  await shoot(page, "overview-contrast");
  await page.selectOption("header select", "auto");
  assert.deepEqual(Object.keys(await page.evaluate(() => ({ ...localStorage }))), ["yibao.prefs"], "only likings are kept");
}

async function pathOverview({ page, base }) {
  await look(page, base, "/overview");
  await page.waitForSelector("figure svg");
  await page.hover("figure .place >> nth=1");
  await visible(page, "基金"); // what hovers is no markup with styles: the policy of contents would block it
  await page.waitForSelector(".tip p b");
  await page.click("figure summary");
  await page.waitForSelector("figure table td");
  await page.fill("[name=from]", "2026-1");
  await page.keyboard.press("Enter");
  await visible(page, "不是有效的月份");
}

/** At a desk no column of a list is off the screen, in either language. */
async function everyColumn(page, base, path) {
  await page.goto(base + path);
  await settle(page);
  for (let turn = 0; turn < 2; turn++) {
    const over = await page.evaluate(() => { const list = document.querySelector(".scroll:has(table)"); return list.scrollWidth - list.clientWidth; });
    assert.ok(over <= 0, `${path}: ${over} px of the list are off the screen (${turn ? "en" : "zh"})`);
    await page.click("[data-lang]");
    await settle(page);
  }
}

async function pathSettlements({ page, base }) {
  await look(page, base, "/settlements");
  await everyColumn(page, base, "/policies");
  await everyColumn(page, base, "/settlements");
  const all = await page.locator("tbody tr").count();
  await visible(page, "合计");
  const live = (await page.evaluate(async () => (await (await fetch("/api/v1/settlements?limit=200")).json()).items)).reduce((sum, each) => sum + Math.round(each.medfee_sumamt * 100), 0);
  assert.equal(Number((await page.innerText("[data-sums] div:nth-child(2) dd")).replace(/[,.]/g, "")), live, "the list adds up to its rows");
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.name), "from", "/ goes to the search");
  await page.keyboard.type("2026-02-30");
  await page.keyboard.press("Enter");
  await visible(page, "不是有效的日期");
  await page.fill("[name=from]", "2026-02-03");
  await page.fill("[name=to]", "2026-02-02");
  await page.keyboard.press("Enter");
  await visible(page, "不能早于“结算日起”");
  await page.fill("[name=from]", "");
  await page.fill("[name=to]", "");
  await page.selectOption("form select >> nth=2", "red");
  await page.waitForFunction((n) => document.querySelectorAll("tbody tr").length < n, all);
  assert.ok(page.url().includes("state=red"), "the address holds the query");
  await page.fill("[name=least]", "99999999");
  await page.keyboard.press("Enter");
  await visible(page, "没有符合条件的记录");
  assert.equal(await page.locator("[data-sums]").count(), 0, "nothing adds up to nothing");
  await shoot(page, "settlements-empty");
  await page.click("text=清空");
  await page.waitForFunction((n) => document.querySelectorAll("tbody tr").length === n, all);
  await page.click("text=导出 >> nth=-1");
  await page.click("text=开始导出");
  await page.waitForSelector("dialog a[download]");
  await checkAxe(page, "export", { within: "dialog" });
  await shoot(page, "export");
  const [file] = await Promise.all([page.waitForEvent("download"), page.click("dialog a[download]")]);
  assert.ok(readFileSync(await file.path()).subarray(0, 2).equals(Buffer.from("PK")), "an XLSX file");
  await page.keyboard.press("Escape");
}

/** Printed, whatever the screen's theme: dark ink on white, and nothing that a printer without backgrounds would paint over it. */
async function onPaper(page) {
  const theme = await page.inputValue("header select");
  await page.selectOption("header select", "dark");
  await page.emulateMedia({ media: "print" });
  const seen = await page.evaluate(() => {
    const light = (color) => /\d+/.exec(color)[0] > 128;
    const covers = [...document.querySelectorAll("main, main *")].map((each) => getComputedStyle(each))
      .filter((style) => style.position !== "static" && style.backgroundImage !== "none" && style.printColorAdjust !== "exact");
    return { ink: light(getComputedStyle(document.querySelector("main h2")).color), scheme: getComputedStyle(document.documentElement).colorScheme, covers: covers.length };
  });
  assert.deepEqual(seen, { ink: false, scheme: "light", covers: 0 });
  await page.emulateMedia({ media: "screen" });
  await page.selectOption("header select", theme);
}

async function pathBill({ page, base }) {
  const id = await page.evaluate(async () => (await (await fetch("/api/v1/settlements?med_type=21")).json()).items[0].setl_id);
  await look(page, base, `/settlements/${id}/bill`);
  await page.click("text=全部展开");
  await visible(page, "754.55 × 70% = 528.19");
  await visible(page, "四舍五入");
  await checkAxe(page, "bill, open", { within: ".bill" });
  await shoot(page, "bill-open");
  await page.click(".legend button >> nth=0");
  assert.ok(await page.evaluate(() => document.activeElement.closest("[data-part=layer-pooling_fund]")), "a payer leads to its row");
  const sums = await page.locator(".legend b").allInnerTexts();
  const fen = (text) => Number(text.replace(/[,.]/g, ""));
  assert.equal(sums.map(fen).reduce((a, b) => a + b), 147195, "the payers make the total");
  const pdf = await page.evaluate(async (link) => (await (await fetch(link)).text()).slice(0, 5), await page.getAttribute("a[target=_blank]", "href"));
  assert.equal(pdf, "%PDF-");
  await onPaper(page);
  await pathOddBills(page, base, id);
}

/** Nothing at all, more than anybody ever paid, and names that never end. */
async function pathOddBills(page, base, id) {
  const real = await page.evaluate(async (n) => (await fetch(`/api/v1/settlements/${n}`)).text(), id);
  const odd = {
    zero: real.replace(/("(?:total|amount|self_paid|over_limit|advance|in_scope|base|deductible|pay|placed|opened|left|cash|hifp)":)[\d.]+/g, "$10.00"),
    huge: real.replace(/"(total|cash|pay|amount)":(\d+)\.(\d\d)/g, '"$1":98765432$2.$3').replaceAll("居民基本医保统筹基金", "居民基本医保统筹基金（含一个长得没有尽头、任何一行都放不下的名称）".repeat(2)),
  };
  for (const [name, body] of Object.entries(odd)) {
    await page.route(`**/api/v1/settlements/${id}`, (route) => route.fulfill({ body, contentType: "application/json" }));
    await page.goto(`${base}/settlements/${id}/bill`);
    await settle(page);
    await shoot(page, `bill-${name}`);
    await page.setViewportSize(PHONE);
    assert.ok((await tooWide(page)) <= 0, `the ${name} bill fits a phone`);
    await shoot(page, `bill-${name}-phone`);
    await page.setViewportSize(DESK);
    await page.unroute(`**/api/v1/settlements/${id}`);
  }
  await page.route(`**/api/v1/settlements/${id}`, (route) => route.fulfill({ status: 503, body: '{"code":"BUSY","field":"","message":"稍后再试"}' }));
  await page.goto(`${base}/settlements/${id}/bill`);
  await visible(page, "稍后再试");
  await shoot(page, "bill-refused");
  await page.unroute(`**/api/v1/settlements/${id}`);
  await page.click("text=重试");
  await visible(page, "谁来支付");
}

async function pathPolicy({ page, base }) {
  await look(page, base, "/policies?region=371525");
  await page.click("tbody a");
  await page.waitForSelector("#cases");
  await look(page, base, "/policies/110000-beijing/2023-employee/tables");
  await page.goto(`${base}/policies/371525-guanxian/2018-resident/tables`);
  await page.waitForSelector("#cases input[data-search]");
  await visible(page, "条用例通过");
  await page.click("#cases .item >> nth=0");
  await page.waitForSelector("#cases .stackbar");
  await checkAxe(page, "the bill of a case", { within: "#cases .bills" });
  await shoot(page, "policy-case");
  await aCaseThatFails(page, base);
  await page.fill("#cases input[data-search]", "封顶");
  await page.click("#cases tbody a >> nth=0");
  await page.waitForSelector(".stackbar");
}

/** A pack that does not come to what its case says: which one, by how much. */
async function aCaseThatFails(page, base) {
  const pack = "**/api/v1/policies/pack?*";
  await page.route(pack, async (route) => {
    const body = await (await route.fetch()).text();
    await route.fulfill({ body: body.replace('"cash":"50.00"', '"cash":"50.01"'), contentType: "application/json" });
  });
  await page.goto(`${base}/policies/371525-guanxian/2018-resident/tables`);
  await visible(page, "条用例中 1 条不符");
  await page.click("text=只看不符的");
  await visible(page, "个人现金：应为 50.01，算得 50.00");
  assert.equal(await page.locator("#cases tbody tr").count(), 1);
  await checkAxe(page, "a case that fails", { within: "#cases" });
  await shoot(page, "policy-fails");
  await page.unroute(pack);
  await page.reload();
}

async function pathTrial({ page, base }) {
  await look(page, base, "/trial?policy=371525-guanxian/2018-resident&case=0");
  await visible(page, "50.00");
  for (const amount of ["0", "100000000000000"]) {
    await page.fill("[data-amount]", amount);
    await visible(page, "应大于 0");
  }
  await page.fill("[data-amount]", "80,5");
  await visible(page, "不是有效的金额");
  await page.fill("[data-amount]", "80.51");
  await visible(page, "40.26"); // 80.51 x 50 %, half up
  await page.click("[data-check]");
  await visible(page, "逐字节一致");
  await shoot(page, "trial-checked");
  await page.setViewportSize(PHONE);
  await shoot(page, "trial-checked-phone");
  await page.setViewportSize(DESK);
  const seen = await page.evaluate(everyCase);
  assert.deepEqual(seen.wrong, []);
  assert.ok(seen.packs > 5 && seen.bills > 300, `${seen.packs} packs, ${seen.bills} bills`);
  console.log(`trial: ${seen.bills} bills of ${seen.packs} packs, the server's bytes`);
}

/** In the page: every shipped case, here and at the server. */
async function everyCase() {
  const host = { fd_close: () => 8, fd_seek: () => 8, fd_write: () => 8 };
  const bytes = await (await fetch("/trial.wasm")).arrayBuffer();
  const page = (await WebAssembly.instantiate(bytes, { wasi_snapshot_preview1: host })).instance.exports;
  const put = (text) => {
    const data = new TextEncoder().encode(text);
    const at = page.yb_page_room(data.length);
    new Uint8Array(page.memory.buffer, at, data.length).set(data);
    return data.length;
  };
  const me = await (await fetch("/api/v1/session")).json();
  const seen = { packs: 0, bills: 0, wrong: [] };
  for (const { id } of (await (await fetch("/api/v1/policies?limit=200")).json()).items) {
    const of = (what) => fetch(`/api/v1/policies/${what}?id=${encodeURIComponent(id)}`).then((answer) => answer.json());
    const [pack, source] = await Promise.all([of("pack"), of("source")]);
    const input = { cases: pack.cases.map((each) => each.case) };
    if (!input.cases.length) continue;
    const answer = await fetch("/api/v1/trial", { method: "POST", headers: { "Content-Type": "application/json", "X-CSRF-Token": me.csrf_token, "Accept-Language": "zh" }, body: JSON.stringify({ policy: id, input }) });
    const theirs = await answer.text();
    page.yb_page_open(put(JSON.stringify(source.source)), 0);
    const length = page.yb_page_run(put(JSON.stringify(input)), 0);
    const ours = new TextDecoder().decode(new Uint8Array(page.memory.buffer, page.yb_page_answer(), length));
    if (!theirs.includes(`"result":${ours}`)) seen.wrong.push(`${id}: ${theirs.slice(0, 200)}`);
    seen.packs++;
    seen.bills += JSON.parse(ours).bills?.length ?? 0;
  }
  return seen;
}

async function pathPersons({ page, base }) {
  await look(page, base, "/persons");
  const psn_no = await page.evaluate(async () => (await (await fetch("/api/v1/settlements?limit=1")).json()).items[0].psn_no);
  await page.selectOption("form select", "psn_no");
  await page.click("form button");
  await visible(page, "请填写号码");
  await page.fill("[data-search]", psn_no);
  await page.keyboard.press("Enter");
  await page.click("tbody a");
  await page.waitForSelector("dl.facts");
  await look(page, base, `/persons/${psn_no}/details`);
  await page.locator(".cover .line button").first().focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector(".cover dl.chosen");
  await page.fill("[name=known]", "2018-02-30");
  await page.keyboard.press("Enter");
  await page.waitForSelector("[name=known][aria-invalid]");
  assert.ok(await page.locator(".cover .line button").count(), "what was there stays");
  await page.fill("[name=known]", "2001-01-01");
  await page.keyboard.press("Enter");
  await visible(page, "没有参保记录");
  await checkAxe(page, "cover as known before", { within: ".cover" });
  await page.getByText("回到现在").click();
  await page.waitForSelector(".cover .line button");
  await page.click("text=显示完整信息");
  await page.fill("[name=reason]", "查");
  await page.keyboard.press("Enter");
  await page.waitForSelector("[name=reason][aria-invalid]");
  await checkAxe(page, "reveal", { within: "dialog" });
  await page.fill("[name=reason]", "核对来电人身份");
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog", { state: "detached" });
  assert.match(await page.innerText(".note.warn"), /\d{17}[\dX]/, "the whole number");
  await shoot(page, "person-revealed");
  await look(page, base, "/institutions");
  await page.click("tbody a >> nth=0");
  await visible(page, "科室");
}

/** An identity is refused at its field, tried on the settled bills, recorded; a register is taken whole or not at all. */
async function pathEnrol({ page, base }) {
  const [psn_no, day] = await page.evaluate(async () => {
    const ask = async (path) => (await fetch(`/api/v1${path}`)).json();
    const { psn_no } = (await ask("/settlements?limit=1&state=live")).items[0];
    const { brdy } = await ask(`/persons/${psn_no}`);
    return [psn_no, brdy > "2018-01-01" ? brdy : "2018-01-01"];
  });
  await page.goto(`${base}/persons/${psn_no}/details`);
  await settle(page);
  await page.getByText("办理登记").click();
  await page.selectOption("[name=psn_idet_type]", "2308");
  await page.fill("[name=begndate]", "2018-02-30");
  await page.fill("[name=memo]", "残联名册");
  await page.keyboard.press("Enter");
  await page.waitForSelector("[name=begndate][aria-invalid]:focus");
  assert.equal(await page.inputValue("[name=memo]"), "残联名册");
  await page.fill("[name=begndate]", day);
  await page.locator("dialog footer button").last().click();
  await visible(page, "已结算账单");
  await checkAxe(page, "an act tried", { within: "dialog" });
  await shoot(page, "enrol-tried");
  await page.getByText("确认登记").click();
  await page.waitForSelector("dialog", { state: "detached" });
  await page.getByText("登记变更引起的重新结算").waitFor();
  await checkAxe(page, "a person's orders");
  await page.goto(`${base}/enrolments`);
  await settle(page);
  await page.fill("[name=csv]", "act,certno,psn_idet_type,begndate\nidentity,379999190001011234,2303,2018-02-30\n");
  await page.click("form .el-button--primary");
  await page.waitForSelector("td[data-why]");
  assert.match(await page.innerText("section.note.bad"), /第 2 行[^]*begndate[^]*2018-02-30/);
  await page.setViewportSize(PHONE);
  assert.ok((await tooWide(page)) <= 0, "a refused register is too wide for a phone");
  await checkAxe(page, "a register refused");
  await page.setViewportSize(DESK);
}

async function pathLock({ page, base }) {
  await page.goto(`${base}/trial?policy=371525-guanxian/2018-resident`);
  await page.fill("[data-amount]", "123.45");
  await page.context().clearCookies();
  await page.click("[data-check]");
  await visible(page, "已锁定");
  await checkAxe(page, "the lock");
  await shoot(page, "locked");
  await page.fill("[name=password]", PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".side", { state: "visible" });
  assert.equal(await page.inputValue("[data-amount]"), "123.45", "nothing typed is lost");
}

async function pathSystemAdmin({ page, base }) {
  await signIn(page, base, "sysadmin");
  await look(page, base, "/users");
  await page.click("text=新增用户");
  await page.fill("[name=user_name]", "BAD NAME");
  await page.fill("[name=display_name]", "新来的人");
  await page.fill("[name=password]", "Xin-lai-de-2026");
  await page.click("dialog footer button >> nth=1");
  await page.waitForSelector("[name=user_name][aria-invalid]");
  await visible(page, "用户名的格式不正确");
  assert.equal(await page.inputValue("[name=display_name]"), "新来的人");
  await shoot(page, "users-wrong");
  await page.fill("[name=user_name]", "xinlai");
  await page.click("dialog footer button >> nth=1");
  await page.waitForSelector("dialog", { state: "detached" });
  const row = page.locator("tbody tr", { hasText: "xinlai" }).first();
  await row.getByText("提请角色").click();
  await page.getByLabel("经办人员").check();
  await page.fill("[name=reason]", "新到岗");
  await checkAxe(page, "proposing roles", { within: "dialog" });
  await shoot(page, "users-roles");
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog", { state: "detached" });
  await look(page, base, "/settings");
  await look(page, base, "/approvals");
  assert.equal(await page.getByText("批准", { exact: true }).count(), 0, "nobody approves what he proposed");
}

async function pathSecurityAdmin({ page, base }) {
  await signIn(page, base, "secadmin");
  await page.goto(`${base}/approvals`);
  await page.getByText("批准", { exact: true }).first().click();
  await page.click("dialog footer button >> nth=1");
  await page.waitForSelector("article .tag.good");
}

/** Not there at all. */
async function pathNowhere({ page, base }) {
  await look(page, base, "/nothing/here");
}

// ---- all of it ----

/** Windows one after another, each with its paths, in a browser of their own: two windows of one would take each other's input. */
async function walk(base, windows) {
  const browser = await launch(web);
  try {
    await walkIn(browser, base, windows);
  } finally {
    await browser.close();
  }
}

const pathNewcomer = (at) => newcomer(at, shoot);

async function walkIn(browser, base, windows) {
  for (const paths of windows) {
    const chosen = paths.filter((each) => !only || only.split(",").includes(each.name));
    if (!chosen.length) continue;
    const { page, context, troubles } = await openPage(browser, base);
    for (const path of chosen) {
      const began = Date.now();
      try {
        await path({ page, base });
      } catch (error) {
        if (shots) await page.screenshot({ path: join(shots, `failed-${path.name}.png`) }).catch(() => undefined);
        throw new Error(`${path.name}: ${error.stack}`);
      }
      console.log(`${path.name} ${((Date.now() - began) / 1000).toFixed(1)} s`);
    }
    assert.deepEqual(troubles, []);
    await context.close();
  }
}

async function main() {
  budget();
  copyFileSync(wasm, join(dist, "trial.wasm"));
  const { child, base } = await startDemo();
  const clerk = ({ page }) => signIn(page, base, "jingban");
  const paths = (...each) => each; // one after another, in one window
  const lanes = [ // beside each other
    [paths(pathLogin, clerk, pathShell, pathOverview, pathSettlements, pathBill, pathPolicy, pathTrial, pathPersons, pathEnrol, pathNewcomer, roles.sharing, pathNowhere, roles.transfers, pathLock)],
    [paths(roles.keyboard), paths(roles.supervisor), paths(roles.finance), paths(roles.policyEditor), paths(roles.provider), paths(roles.insured), paths(roles.budget), paths(roles.chronicApply, roles.paperTake), paths(roles.maternity), paths(roles.account, roles.budgetApproved, roles.chronicReview, roles.paperReview), paths(roles.paperPay),
      paths(roles.lostFactor, pathSystemAdmin, roles.clearFactor), paths(pathSecurityAdmin), paths(roles.auditAdmin), paths(roles.auditor)],
  ];
  try {
    const ends = await Promise.allSettled(lanes.map((lane) => walk(base, lane)));
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  } finally {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
    } else console.log(`the demo had ended: ${child.exitCode} ${child.signalCode}`);
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
