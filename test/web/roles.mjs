// A user's path for every role: he sees his menu and nothing else, does what he is there for, and is refused the rest.
import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { checkAxe, DESK, look, PASSWORD, PHONE, settle, signIn, tooWide, visible } from "./browser.mjs";

const MINE = ["导出任务", "账户与安全"];

async function menu(page, entries) {
  assert.deepEqual(await page.locator(".side a").allInnerTexts(), [...entries, ...MINE]);
}
async function refused(page, base, path) {
  await page.goto(base + path);
  await visible(page, "没有这个页面");
}
const ask = (page, path) => page.evaluate(async (p) => (await fetch(`/api/v1${p}`)).json(), path);
const fen = (text) => Number(String(text).replace(/[^\d-]/g, ""));

/** A supervisor looks into a hospital: its bills, one of them to the clause, and who that was. */
export async function supervisor({ page, base }) {
  await signIn(page, base, "jianguan");
  await menu(page, ["概览", "基金预算", "结算查询", "重算差额", "医药机构", "人员查询", "慢特病登记", "零星报销", "生育津贴", "政策包", "待遇试算"]);
  await page.locator("table.top tbody tr").first().locator("td.num a").first().click();
  await page.waitForURL(/fixmedins_code=/);
  await settle(page);
  await page.locator("tbody a[data-row]").first().click();
  await page.locator(".fall button.line").last().waitFor();
  await page.locator("li.pay button.line").first().click();
  await page.locator(".opened .steps li").first().waitFor();
  await page.locator("dl.facts a").first().click();
  await page.getByText("显示完整信息").click();
  await page.fill("[name=reason]", "核查住院真实性");
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog", { state: "detached" });
  assert.match(await page.innerText(".note.warn"), /\d{17}[\dX]/);
  await look(page, base, "/adjustments");
  await page.fill("[name=fixmedins_code]", "H371525000010");
  await page.keyboard.press("Enter");
  await page.waitForSelector("[name=fixmedins_code][aria-invalid]");
  await visible(page, "请改正上面标出的条件");
  assert.ok(!(await page.innerText("main")).includes("fixmedins_code"), "a field is called by its label");
  await refused(page, base, "/users");
  await refused(page, base, "/approvals");
}

/** An insured person with a phone: covered, what is left, a bill to its clauses, an estimate; and nobody else's page. */
export async function insured({ page, base }) {
  await signIn(page, base, "canbao");
  assert.deepEqual(await page.locator(".side a").allInnerTexts(), ["我的医保", "账户与安全"]);
  await look(page, base, "/mine");
  await page.setViewportSize(PHONE);
  await visible(page, "您今天享受医保待遇");
  await page.waitForSelector("[data-latest]"); // its bills are not of this year, and it says so
  await page.click("#my-estimate .go");
  await page.waitForSelector("[name=amount][aria-invalid]:focus");
  await page.fill("[name=day]", "2018-06-31");
  await page.fill("[name=amount]", "1000");
  await page.fill("[name=self_paid]", "1000.01");
  await page.click("#my-estimate .go");
  await page.waitForSelector("[name=day][aria-invalid]:focus");
  await page.waitForSelector("[name=self_paid][aria-invalid]");
  await page.fill("[name=day]", "2018-06-20"); // the demo's policies are of that year
  assert.equal(await page.inputValue("[name=amount]"), "1000");
  await page.fill("[name=self_paid]", "");
  await page.selectOption("[name=care]", "inpatient");
  await page.click("#my-estimate .go");
  await page.waitForSelector(".answer .cash");
  await page.locator(".answer > details > summary").click();
  await checkAxe(page, "an estimate on a phone", { within: ".answer" });
  await page.locator(".bills a").first().click();
  await page.waitForURL(/mine\/bills/);
  await settle(page);
  await checkAxe(page, "my bill on a phone");
  assert.ok((await tooWide(page)) <= 0, "a bill is too wide for a phone");
  await page.setViewportSize(DESK);
  await refused(page, base, "/settlements");
  await refused(page, base, "/trial");
}

/** The fund manager: a month's bar is the settlements of that month, and they go out as a file. */
export async function finance({ page, base }) {
  await signIn(page, base, "caiwu");
  await page.waitForSelector("figure svg");
  const total = await page.locator(".card .big").first().innerText();
  await page.locator("figure summary").first().click();
  await page.locator("figure table a").first().click();
  await page.waitForURL(/settlements\?from=/);
  await settle(page);
  const rows = await page.locator("tbody tr:has(.tag.good)").count();
  assert.equal(rows, fen(total), "the demo has settled one day only");
  await page.getByText("导出", { exact: true }).last().click();
  await page.selectOption("dialog select", "csv");
  await page.getByText("开始导出").click();
  await page.waitForSelector("dialog a[download]");
  const [file] = await Promise.all([page.waitForEvent("download"), page.click("dialog a[download]")]);
  const lines = readFileSync(await file.path(), "utf8").trim().split("\n");
  assert.ok(lines.length > rows, "a line a settlement, and a head");
  await page.keyboard.press("Escape");
  await page.goto(`${base}/exports`);
  await settle(page);
  await look(page, base, "/exports");
  await page.getByText("删除").first().click();
  await visible(page, "没有导出任务");
  await checkAxe(page, "no exports");
  await refused(page, base, "/persons");
}

/** A clerk lets a relative use somebody's account, and ends it; what is wrong stands at its field. */
export async function sharing({ page, base }) {
  await page.goto(`${base}/persons`);
  await page.selectOption("form select", "certno");
  await page.fill("[data-search]", "379999198106140933");
  await page.keyboard.press("Enter");
  await page.click("tbody a");
  await page.waitForSelector(".shares tbody tr");
  const rows = await page.locator(".shares tbody tr").count();
  const send = () => page.locator("dialog footer button").last().click();
  await page.click(".shares header button");
  await page.waitForSelector("dialog select option:nth-child(3)", { state: "attached" });
  await page.selectOption("dialog select", "5");
  for (const [certno, says] of [["379999190001010011", /没有找到这个号码/], ["379999198106140933", /账户本人以外/], ["379999196305250896", /不能重叠/]]) {
    await page.fill("[name=user_certno]", certno);
    await send();
    await page.waitForFunction((text) => new RegExp(text).test(document.querySelector("dialog .wrong")?.textContent ?? ""), says.source);
    assert.match(await page.innerText("dialog .wrong"), /^使用人的证件号码/, "the label of the field, not its name in the interface");
  }
  await page.waitForSelector("[name=user_certno][aria-invalid]:focus");
  await checkAxe(page, "granting a sharing", { within: "dialog" });
  assert.equal(await page.inputValue("dialog select"), "5", "what was chosen stays");
  await page.fill("[name=user_certno]", "37999919641007912x");
  await page.fill("[name=enddate]", "2001-02-30");
  await send();
  await page.waitForSelector("[name=enddate][aria-invalid]:focus");
  await page.fill("[name=enddate]", "");
  await send();
  await page.waitForSelector("dialog", { state: "detached" });
  await page.waitForFunction((n) => document.querySelectorAll(".shares tbody tr").length === n + 1, rows);
  await checkAxe(page, "shared accounts", { within: ".shares" });
  await page.locator(".shares tbody button").last().click();
  await page.fill("[name=reason]", "不");
  await send();
  await page.waitForSelector("[name=reason][aria-invalid]:focus");
  await page.fill("[name=reason]", "本人到窗口申请终止");
  await send();
  await page.waitForSelector("dialog", { state: "detached" });
  await page.waitForFunction(() => !document.querySelector(".shares tbody tr:last-child button"));
}

/** Finance proposes a budget, and may not approve it. */
export async function budget({ page, base }) {
  await signIn(page, base, "caiwu");
  await page.goto(`${base}/budgets`);
  await settle(page);
  await page.locator(".head button").click();
  await page.waitForSelector("dialog select");
  await page.keyboard.press("Escape");
  await page.locator(".head button").click();
  await page.locator("dialog footer button").last().click();
  await page.waitForSelector("[name=amount][aria-invalid]:focus");
  assert.deepEqual(await page.locator("dialog .wrong").allInnerTexts(), ["必填", "必填"], "the hint stands below it, once");
  await page.fill("[name=amount]", "一百万");
  await page.fill("[name=reason]", "年初预算");
  await page.keyboard.press("Enter");
  await page.waitForSelector("[name=amount][aria-invalid]:focus");
  assert.match(await page.innerText("dialog .wrong"), /^年度预算|^预算/, "the label of the field, not its name in the interface");
  assert.equal(await page.inputValue("[name=reason]"), "年初预算");
  await checkAxe(page, "proposing a budget", { within: "dialog" });
  await page.selectOption("dialog select", "390100");
  await page.fill("[name=amount]", "12345678901.20");
  await page.locator("dialog footer button").last().click();
  await page.waitForSelector("dialog", { state: "detached" });
  await page.goto(`${base}/approvals`);
  await visible(page, "12345678901.20");
  assert.equal(await page.getByText("批准", { exact: true }).count(), 0);
}

/** A reviewer approves it; then the overview shows its pace. */
export async function budgetApproved({ page, base }) {
  await page.goto(`${base}/approvals`);
  await page.locator("article", { hasText: "12345678901.20" }).getByText("批准", { exact: true }).click();
  await page.locator("dialog footer button").last().click();
  await page.waitForSelector("article .tag.good");
  await look(page, base, "/budgets");
  await page.goto(`${base}/overview`);
  await visible(page, "12,345,678,901.20");
  await checkAxe(page, "the pace of a budget", { within: ".paces" });
  await page.goto(`${base}/approvals`);
  await page.getByText("政策版本").first().click();
  await visible(page, "75%");
  await page.goto(`${base}/approvals`);
  await visible(page, "2099-01-01 起");
  await page.getByText("批准", { exact: true }).click();
  await confirm(page);
  await page.locator("article .tag.good").nth(1).waitFor();
  await page.goto(`${base}/desk`);
  await settle(page);
  await checkAxe(page, "the policy desk");
  await page.getByText("比较", { exact: true }).click();
  for (const select of await page.locator("dialog select").all()) await select.selectOption("371525-guanxian/2018-resident");
  await confirm(page);
  await page.waitForSelector("dialog select[aria-invalid]:focus");
  await page.keyboard.press("Escape");
  await simulated(page, base);
  await countedAgain(page, base);
}

/** A clerk takes an application for a chronic disease: what is missing stands at its field, nothing typed is lost. */
export async function chronicApply({ page, base }) {
  await signIn(page, base, "jingban");
  const { psn_no } = (await ask(page, "/settlements?limit=1")).items[0];
  await look(page, base, "/chronic");
  await look(page, base, `/chronic/apply?psn_no=${psn_no}`);
  await page.fill("[name=idet_std]", "合并肾脏并发症");
  await page.fill("[name=hosp_ide_date]", "2026/1/1");
  await page.locator("main button[type=submit]").click();
  await page.waitForSelector("[name=opsp_dise_code][aria-invalid]:focus");
  await visible(page, "缺少：住院病历");
  await checkAxe(page, "an application that lacks something", { within: "main" });
  assert.equal(await page.inputValue("[name=idet_std]"), "合并肾脏并发症");
  await page.fill("[name=opsp_dise_code]", "M99999");
  await page.fill("[name=ide_fixmedins_no]", "H37152500001");
  await page.fill("[name=hosp_ide_date]", "2026-01-01");
  for (const kind of ["record", "examination", "card", "identity"]) await page.setInputFiles(`[data-kind=${kind}]`, { name: `${kind}.pdf`, mimeType: "application/pdf", buffer: Buffer.from(kind) });
  await page.locator("main button[type=submit]").click();
  await page.waitForSelector("[name=opsp_dise_code][aria-invalid]:focus");
  assert.equal(await page.locator(".papers li").count(), 4, "the papers are still there");
  await page.fill("[name=opsp_dise_code]", "M01600");
  await page.locator("main button[type=submit]").click();
  await page.waitForSelector("[data-state]");
  const digest = createHash("sha256").update("record").digest("hex");
  assert.equal(await page.getAttribute("td.mono span", "title"), digest, "the digest is SHA-256's");
  await page.waitForSelector("[data-items] .note"); // no list of the disease: everything counts
  await settle(page);
  await checkAxe(page, "an application", { within: "main" });
  await page.reload(); // its path ends like one of the national interface's
  await page.waitForSelector("[data-state]");
  await settle(page);
  assert.equal(await page.locator("[data-accept]").count(), 0, "nobody reviews what he took");
}

/** A clerk sees the allowance that a birth has brought, how it was computed, and enters whom it is paid to; and a wage. */
export async function maternity({ page, base }) {
  await signIn(page, base, "jingban");
  await look(page, base, "/allowances");
  await page.locator("tbody a[data-row]").first().click();
  await page.waitForSelector("[data-state]");
  await visible(page, "5400.00元 ÷ 30 × 113天 = 20340.00元");
  await visible(page, "产假 98 + 难产 15 = 113 天");
  await checkAxe(page, "an allowance", { within: "main" });
  await page.locator("[data-payee]").click();
  await page.waitForSelector("dialog [name=payee_name]:focus");
  await page.fill("[name=payee_name]", "陆例一五三");
  await page.fill("[name=bank_name]", "演示银行");
  await page.fill("[name=bank_acct]", "6200-0000");
  await page.locator("dialog footer button").last().click();
  await page.waitForSelector("[name=bank_acct][aria-invalid]:focus");
  await checkAxe(page, "a payee's account that is none", { within: "dialog" });
  assert.equal(await page.inputValue("[name=bank_name]"), "演示银行");
  await page.fill("[name=bank_acct]", "6200000000001234567");
  await page.locator("dialog footer button").last().click();
  await visible(page, "****4567");
  await fatherApplies(page, base);
  await look(page, base, "/wages");
  await page.locator("[data-import]").click();
  await page.fill("dialog [name=csv]", "emp_no,wage_year,wage\nDW0001,17,6000\n");
  await page.locator("dialog footer button").last().click();
  await page.waitForSelector("dialog [data-why]");
  await checkAxe(page, "wages refused", { within: "dialog" });
  await page.fill("dialog [name=csv]", "emp_no,wage_year,wage\nDW0001,2016,5800\n");
  await page.locator("dialog footer button").last().click();
  await visible(page, "已登记 1 条");
}

/** What a birth brings a father is taken at the counter; it is computed at once, and taken back. */
async function fatherApplies(page, base) {
  await look(page, base, "/allowances");
  await page.locator("[data-apply]").click();
  await page.waitForSelector("dialog [name=psn_no]");
  await page.fill("dialog [name=psn_no]", "379999198807059118");
  await page.press("dialog [name=psn_no]", "Tab");
  await page.waitForSelector("dialog a[lang=zh][href^='/persons/']");
  await page.fill("dialog [name=matn_date]", "2018-13-01");
  await page.fill("dialog [name=reason]", "结婚证、出生医学证明");
  await page.locator("dialog footer button").last().click();
  await page.waitForSelector("dialog [name=matn_date][aria-invalid]:focus");
  await checkAxe(page, "a father's application refused", { within: "dialog" });
  assert.equal(await page.inputValue("dialog [name=reason]"), "结婚证、出生医学证明");
  await page.fill("dialog [name=matn_date]", "2018-05-01");
  await page.locator("dialog footer button").last().click();
  await page.waitForURL(/allowances\/\d+\/details/);
  await page.waitForSelector("[data-state]");
  await visible(page, "男职工护理假 15 天");
  await visible(page, "÷ 30 × 15天 = ");
  await checkAxe(page, "a father's allowance", { within: "main" });
  await page.locator("[data-birth]").click();
  await page.selectOption("dialog select", "none");
  await page.fill("dialog [name=reason]", "重复申请");
  await page.locator("dialog footer button").last().click();
  await visible(page, "失效");
}

/** Another person reviews it by keys, once its round has begun. */
export async function chronicReview({ page, base }) {
  await page.goto(`${base}/chronic/review`);
  await settle(page);
  const { items } = await ask(page, "/chronic?state=applied");
  assert.equal(items.length, 1);
  if (!(await ask(page, "/chronic?state=due")).items.length) return visible(page, "没有到期该评审的申请"); // the round's month is to come
  await page.waitForSelector("[data-accept]");
  await checkAxe(page, "the queue", { within: "main" });
  await page.keyboard.press("r");
  await page.waitForSelector("dialog [name=reason]:focus");
  await page.keyboard.press("Enter");
  await page.waitForSelector("[name=reason][aria-invalid]");
  await page.keyboard.press("Escape");
  await page.waitForSelector("dialog", { state: "detached" });
  await page.keyboard.press("a");
  await page.waitForSelector("dialog [name=begndate]:focus");
  await checkAxe(page, "accepting", { within: "dialog" });
  const begin = await page.inputValue("[name=begndate]");
  await page.fill("[name=enddate]", "2020-01-01");
  await page.locator("dialog footer button").last().click();
  await page.waitForSelector("[name=enddate][aria-invalid]");
  await page.fill("[name=enddate]", begin);
  await page.locator("dialog footer button").last().click();
  await visible(page, "没有到期该评审的申请");
  await page.goto(`${base}/chronic?state=expiring&sort=enddate`);
  await settle(page);
  assert.equal(await page.locator("tbody tr").count(), 1);
}

const STAY = [["001109000019999", "60", "42.5", "2550"], ["001102000079999", "60", "21", "1260"], ["001201000029999", "60", "55", "3300"], ["001204000119999", "120", "10", "1200"], ["002103000029999", "2", "170", "340"]];
const ACCOUNT = "6222020000001234567";

/** A clerk takes a claim on paper: an invoice that was claimed leads to the first claim; a wrong line is refused at its cell. */
export async function paperTake({ page, base }) {
  const [other] = (await ask(page, "/paper-claims?state=review")).items;
  await look(page, base, "/paper-claims");
  await look(page, base, "/paper-claims/accept");
  await page.fill("[name=psn_no]", "379999196901297965");
  await page.press("[name=psn_no]", "Tab");
  await page.waitForSelector("a[lang=zh][href^='/persons/']");
  await page.fill("[name=fixmedins_code]", "H37152500001");
  await page.fill("[name=begndate]", "2018/2/5");
  for (const [name, value] of Object.entries({ enddate: "2018-04-05", invo_code: other.invo_code, invono: other.invono, medfee_sumamt: "8650", payee_name: "秦例一", bank_name: "演示银行", bank_acct: "622x" })) await page.fill(`[name=${name}]`, value);
  const send = () => page.locator("main button[type=submit]").click();
  await send();
  await page.waitForSelector("[name=begndate][aria-invalid]:focus");
  await page.waitForSelector("[name=bank_acct][aria-invalid]");
  await page.fill("[name=begndate]", "2018-02-05");
  await page.fill("[name=bank_acct]", ACCOUNT);
  await send();
  await page.waitForSelector("[name=invono][aria-invalid]:focus");
  assert.ok((await page.getAttribute("[data-first] a", "href")).includes(other.claim_id), "the first claim is a link");
  await checkAxe(page, "an invoice that is claimed", { within: "main" });
  assert.equal(await page.inputValue("[name=payee_name]"), "秦例一", "nothing typed is lost");
  await page.fill("[name=invono]", "90000001");
  await send();
  await page.waitForURL(/paper-claims\/\d+\/file/);
  await settle(page);
  await look(page, base, new URL(page.url()).pathname);
  await paperFile(page);
}

/** ... its papers and lines, typed, pasted and of a file; handed on above the amount. */
async function paperFile(page) {
  assert.ok(await page.locator("[data-submit]").isDisabled(), "nothing to hand on yet");
  for (const kind of ["identity", "card", "invoice", "statement", "bank_card", "fee_list", "case_copy"]) await page.setInputFiles(`[data-kind=${kind}]`, { name: `${kind}.pdf`, mimeType: "application/pdf", buffer: Buffer.from(kind) });
  await page.locator("[data-papers] button[type=submit]").click();
  await page.waitForFunction(() => document.querySelectorAll("[data-papers] tbody tr").length === 7);
  const cell = (at, field) => page.locator(`[data-cell="${at}.${field}"]`);
  await cell(0, "med_list_codg").focus();
  for (const text of [STAY[0][0], "A1", STAY[0][1], STAY[0][2]]) {
    await page.keyboard.type(text);
    await page.keyboard.press("Enter");
  }
  assert.equal(await cell(0, "det_item_fee_sumamt").inputValue(), "2550.00", "count x price");
  await cell(0, "fee_ocur_time").fill("2018-02-31");
  await cell(0, "cnt").fill("六十");
  await page.click("[data-save]");
  await page.waitForSelector('[data-cell="0.fee_ocur_time"][aria-invalid]');
  await page.waitForSelector('[data-cell="0.cnt"][aria-invalid]');
  await cell(0, "fee_ocur_time").fill("");
  await cell(0, "cnt").fill(STAY[0][1]);
  await cell(0, "det_item_fee_sumamt").fill("2551");
  await page.click("[data-save]");
  await page.waitForSelector('[data-cell="0.det_item_fee_sumamt"][aria-invalid]:focus');
  assert.match(await page.innerText("[data-lines] td .wrong"), /^金额.*2550\.00/);
  await checkAxe(page, "a line that is refused", { within: "[data-lines]" });
  assert.equal(await cell(0, "medins_list_codg").inputValue(), "A1", "nothing typed is lost");
  await page.setViewportSize(PHONE);
  assert.ok((await tooWide(page)) <= 0, "a refused line is too wide for a phone");
  await page.setViewportSize(DESK);
  await cell(0, "det_item_fee_sumamt").fill("2550");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter"); // past the last cell: a new line
  await cell(1, "med_list_codg").evaluate((field, text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, STAY.slice(1, 3).map(([code, ...rest]) => [code, "", ...rest].join("\t")).join("\n"));
  const csv = (head) => ({ name: "lines.csv", mimeType: "text/csv", buffer: Buffer.from([head, ...STAY.slice(3).map((row) => row.join(","))].join("\n")) });
  await page.setInputFiles("#paper-csv", csv("med_list_codg,count,pric,det_item_fee_sumamt"));
  await visible(page, "不认识的列名“count”");
  await page.setInputFiles("#paper-csv", csv("目录编码,数量,单价,金额"));
  await page.waitForSelector("[data-sum] .tag.good");
  await page.click("[data-save]");
  await page.waitForSelector("[data-trial]");
  await settle(page);
  await page.click("[data-submit]");
  await page.waitForSelector("dialog");
  await checkAxe(page, "handing on", { within: "dialog" });
  await confirm(page);
  await page.waitForSelector("[data-state].warn");
  assert.equal(await page.locator("[data-approve]").count(), 0, "nobody reviews what he took");
}

/** Another person approves it, and does not take back what he settled. */
export async function paperReview({ page, base }) {
  await page.goto(`${base}/paper-claims`);
  await settle(page);
  await page.click("[data-queue]");
  await page.waitForURL(/state=review/);
  await settle(page);
  await page.locator("tbody a[data-row]").first().click();
  await page.waitForSelector("[data-approve]");
  await page.locator(".fall").waitFor();
  await look(page, base, new URL(page.url()).pathname);
  await page.click("[data-approve]");
  await confirm(page);
  await page.waitForSelector("[data-state].good");
  assert.equal(await page.getByText("退回", { exact: true }).count(), 0, "that takes a second person");
}

/** Finance makes the list of today, and takes it to the bank; on the page the accounts stay masked. */
export async function paperPay({ page, base }) {
  await signIn(page, base, "caiwu");
  await page.goto(`${base}/payments`);
  await visible(page, "尚未列入清单");
  await checkAxe(page, "payment lists", { within: "main" });
  await page.click("[data-make]");
  await confirm(page);
  await page.waitForURL(/payments\/\d{8}\/list/);
  await settle(page);
  await look(page, base, new URL(page.url()).pathname);
  const amounts = (await page.locator("[data-funds] tbody td:last-child").allInnerTexts()).map(fen);
  assert.equal(amounts.reduce((a, b) => a + b, 0), fen(await page.locator("[data-funds] tfoot td").last().innerText()), "the funds make the sum");
  assert.ok(!(await page.innerText("main")).includes(ACCOUNT));
  await page.click("[data-bank]");
  await page.selectOption("dialog select", "csv");
  await page.getByText("开始导出").click();
  await page.waitForSelector("dialog [name=reason][aria-invalid]");
  await checkAxe(page, "whole accounts want a reason", { within: "dialog" });
  await page.fill("dialog [name=reason]", "交银行付款");
  await page.getByText("开始导出").click();
  await page.waitForSelector("dialog a[download]");
  const [file] = await Promise.all([page.waitForEvent("download"), page.click("dialog a[download]")]);
  assert.ok(readFileSync(await file.path(), "utf8").includes(ACCOUNT), "the bank gets the account");
  await page.keyboard.press("Escape");
}

/** A policy editor reads a pack, tries one of its cases, and changes a figure. */
export async function policyEditor({ page, base }) {
  await signIn(page, base, "zhengce");
  await menu(page, ["概览", "基金预算", "医药机构", "政策包", "政策工作台", "待遇试算", "双人复核"]);
  assert.equal(await page.locator(".card .big a").count(), 0, "no way to settlements");
  await page.goto(`${base}/policies?region=371525`);
  await page.locator("tbody a").first().click();
  await page.waitForSelector("#entitlement tbody");
  await page.fill("#cases input[data-search]", "村级");
  await page.locator("#cases tbody a").first().click();
  await page.waitForSelector(".stackbar");
  await page.locator("[data-check]").click();
  await visible(page, "逐字节一致");
  await refused(page, base, "/settlements");
  await policyDraft({ page, base });
}

const confirm = (page) => page.locator("dialog footer button").last().click();

/** ... drafts: what is wrong stands at its line and stays as typed; a figure goes into the text; it is proposed. */
async function policyDraft({ page, base }) {
  await page.goto(`${base}/desk`);
  await settle(page);
  await page.getByText("新建草案").click();
  await page.waitForSelector("dialog [name=name]");
  await page.locator("dialog select").selectOption("371525-guanxian/2018-resident");
  await page.fill("[name=name]", "no such name");
  await page.fill("[name=reason]", "提高二级医院住院比例");
  await confirm(page);
  await page.waitForSelector("[name=name][aria-invalid]:focus");
  await page.fill("[name=name]", "371525-guanxian/2099-resident");
  await confirm(page);
  await page.waitForURL(/versions/);
  await settle(page);
  const wrong = "changes:\n  - at: layers > pooling_fund > rules > inpatient > pays > level_2\n    to: 175 %\n";
  await page.locator("textarea").first().fill(wrong);
  await page.getByText("保存", { exact: true }).click();
  await page.getByText("第 3 行").click();
  const [typed, chosen] = await page.evaluate(() => [document.activeElement.value, document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)]);
  assert.equal(typed, wrong, "nothing typed is lost");
  assert.equal(chosen, "    to: 175 %", "the line that is wrong");
  await checkAxe(page, "a draft with a mistake");
  const figure = page.getByLabel("layers > pooling_fund > rules > inpatient > pays > level_2");
  await figure.fill("75 %");
  await figure.press("Enter");
  await page.getByText("保存", { exact: true }).click();
  await page.waitForSelector(".wrongs", { state: "detached" });
  await visible(page, "75%");
  await page.getByText("运行用例").click();
  await visible(page, "与预期不同");
  const { pathname } = new URL(page.url());
  await look(page, base, pathname);
  await page.getByText("提请发布").click();
  await page.fill("[name=from_day]", "2018-02-01");
  await page.fill("[name=reason]", "文号");
  await confirm(page);
  await page.waitForSelector("[name=from_day][aria-invalid]:focus");
  await page.fill("[name=from_day]", "2099-01-01");
  await confirm(page);
  await page.waitForSelector("dialog", { state: "detached" });
  await page.goto(`${base}/desk/compare?before=371525-guanxian/2018-resident&after=version:${pathname.split("/")[3]}`);
  await visible(page, "75%");
  await checkAxe(page, "two versions compared");
}

/** Settled bills and a policy: counted without keeping anything; here nothing would change. */
async function countedAgain(page, base) {
  await page.goto(`${base}/desk`);
  await page.getByText("清点已结算账单").click();
  await page.locator("dialog select").selectOption("371525-guanxian/2018-resident");
  await confirm(page);
  await page.waitForURL(/resettlements/);
  await visible(page, "没有会改变的账单");
  await look(page, base, new URL(page.url()).pathname);
}

/** A year under the draft: its sums, whom it touches, and both bills of one of them. A bill counts after a minute. */
async function simulated(page, base) {
  const version = (await ask(page, "/policy-versions?state=published")).items[0].version_id;
  await page.goto(`${base}/desk/versions/${version}/text`);
  await settle(page);
  for (let left = 15; left; left--) {
    await page.getByText("测算", { exact: true }).click();
    await page.fill("[name=year]", "2018");
    await confirm(page);
    await page.waitForSelector("figure svg, .note.bad");
    if (await page.locator("figure svg").count()) break;
    await page.waitForTimeout(5000);
    await page.goBack();
    await settle(page);
  }
  await look(page, base, new URL(page.url()).pathname);
  await page.locator("td a[data-row]").first().click();
  await page.waitForURL(/bills/);
  await settle(page);
  assert.equal(await page.locator("article .fall").count(), 2, "both bills");
  await checkAxe(page, "one bill twice", { within: "main" });
}

/** A hospital's user sees his hospital, and of others not that they are there. */
export async function provider({ page, base }) {
  await signIn(page, base, "jianguan");
  const other = (await ask(page, "/settlements")).items.find((each) => each.fixmedins_code !== "H37152500001").setl_id;
  await page.context().clearCookies();
  await signIn(page, base, "yiyuan");
  await menu(page, ["概览", "结算查询", "重算差额", "医药机构", "政策包", "待遇试算"]);
  await page.goto(`${base}/settlements`);
  await settle(page);
  const names = new Set(await page.locator("tbody td[data-label=医药机构]").allInnerTexts());
  assert.equal(names.size, 1, [...names].join());
  await page.goto(`${base}/institutions`);
  await settle(page);
  assert.equal(await page.locator("tbody tr").count(), 1);
  await page.goto(`${base}/settlements/${other}/bill`);
  await page.waitForSelector("[role=alert]");
  await checkAxe(page, "a bill that is another's");
  assert.match(await page.innerText("main"), /没有读到/);
}

/** An auditor finds the look at a person with its reason, takes the log away, and proves it whole. */
export async function auditor({ page, base }) {
  await signIn(page, base, "shenji");
  await menu(page, ["审计日志"]);
  await page.fill("[name=action]", "reveal_person");
  await page.keyboard.press("Enter");
  await visible(page, "核查住院真实性");
  await page.fill("[name=from]", "2026/1/1");
  await page.keyboard.press("Enter");
  await page.waitForSelector("[name=from][aria-invalid]:focus");
  assert.equal(await page.inputValue("[name=from]"), "2026/1/1");
  await page.getByText("清空").click();
  await look(page, base, "/audit");
  await page.click("[data-verify]");
  await visible(page, "链完整");
  await page.getByText("导出", { exact: true }).last().click();
  await page.getByText("开始导出").click();
  await page.waitForSelector("dialog a[download]");
  await page.keyboard.press("Escape");
  await refused(page, base, "/settlements");
}

/** The audit administrator proves the log whole and reads none of it. */
export async function auditAdmin({ page, base }) {
  await signIn(page, base, "audadmin");
  await menu(page, ["用户与角色", "系统设置", "审计日志"]);
  await page.goto(`${base}/audit`);
  await page.click("[data-verify]");
  await visible(page, "链完整");
  assert.equal(await page.locator("main table").count(), 0, "no entry is shown");
  await page.goto(`${base}/users`);
  await settle(page);
  assert.equal(await page.getByText("锁定", { exact: true }).count(), 0, "and nothing to change");
}

function totp(secret) {
  const bits = [...secret].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000)));
  const hash = createHmac("sha1", key).update(counter).digest();
  return String((hash.readUInt32BE(hash[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** One's own account: bad input stands at its field, the second factor by its QR code, then it is asked for. */
export async function account({ page, base }) {
  await signIn(page, base, "fuhe");
  await look(page, base, "/account");
  await page.getByText("更改", { exact: true }).click();
  await page.waitForSelector("[autocomplete=current-password][aria-invalid]:focus");
  await page.fill("[autocomplete=current-password]", "wrong-Wrong-1");
  await page.locator("[autocomplete=new-password]").first().fill("Xin-kou-ling-2026");
  await page.locator("[autocomplete=new-password]").last().fill("Xin-kou-ling-2027");
  await page.getByText("更改", { exact: true }).click();
  await visible(page, "两次输入不同");
  await page.locator("[autocomplete=new-password]").last().fill("Xin-kou-ling-2026");
  await page.getByText("更改", { exact: true }).click();
  await page.waitForSelector("[autocomplete=current-password][aria-invalid]:focus");
  assert.equal(await page.locator("[autocomplete=new-password]").first().inputValue(), "Xin-kou-ling-2026", "nothing typed is lost");
  await page.getByText("开始设置").click();
  await page.waitForSelector("svg.qr");
  await checkAxe(page, "setting up the second factor", { within: "main" });
  await page.fill("[autocomplete=one-time-code]", "12");
  await page.getByText("启用", { exact: true }).click();
  await visible(page, "请输入六位数字");
  const secret = (await page.innerText(".secret")).replace(/\s/g, "");
  await page.fill("[autocomplete=one-time-code]", totp(secret));
  await page.getByText("启用", { exact: true }).click();
  await visible(page, "已启用");
}

/** The telephone is lost: the code is asked for, and the system administrator takes it away. */
export async function lostFactor({ page, base }) {
  await page.goto(base);
  await page.fill("[name=user_name]", "fuhe");
  await page.fill("[name=password]", PASSWORD);
  await page.click("button[type=submit]");
  await page.waitForSelector("[name=code]");
  await checkAxe(page, "the one-time code");
  await page.fill("[name=code]", "000000");
  await page.keyboard.press("Enter");
  await page.waitForSelector("[name=code][aria-invalid]");
}
export async function clearFactor({ page, base }) {
  await page.goto(`${base}/users?name=fuhe`);
  await settle(page);
  await page.getByText("清除动态口令").click();
  await page.waitForSelector("dialog [name=reason]:focus");
  await page.keyboard.press("Enter");
  await page.waitForSelector("[name=reason][aria-invalid]");
  await page.fill("[name=reason]", "手机丢失");
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog", { state: "detached" });
  await page.getByText("重置口令").first().click();
  await page.waitForSelector("dialog [name=password]:focus");
  await page.fill("[name=password]", "short");
  await page.keyboard.press("Enter");
  await visible(page, "口令太短，至少 10 个字符");
  await page.waitForSelector("[name=password][aria-invalid]");
  assert.equal(await page.inputValue("[name=password]"), "short");
  await page.keyboard.press("Escape");
}

/** No mouse: sign in, search, open a bill and a clause, go back, switch the language. */
export async function keyboard({ page, base }) {
  const focused = (selector) => page.evaluate((s) => document.activeElement?.matches(s), selector);
  const tabTo = async (selector, key = "Tab") => {
    for (let i = 0; i < 80 && !(await focused(selector)); i++) await page.keyboard.press(key);
    assert.ok(await focused(selector), `the tab key leads to ${selector}`);
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.notEqual(outline, "none", `the focus on ${selector} is seen`);
  };
  await page.goto(base);
  await page.waitForSelector("[name=user_name]");
  await tabTo("[name=user_name]");
  await page.keyboard.type("jianguan");
  await page.keyboard.press("Enter");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".side");
  await settle(page);
  await page.evaluate(() => document.activeElement.blur());
  await tabTo(".skip");
  await page.keyboard.press("Enter");
  assert.ok(await focused("main"), "the skip link leads to the content");
  await tabTo("[data-lang]", "Shift+Tab");
  await page.keyboard.press("Enter");
  await visible(page, "Sign out");
  await page.keyboard.press("Enter");
  await tabTo(".side a[href='/settlements']");
  await page.keyboard.press("Enter");
  await page.waitForURL(/settlements/);
  await settle(page);
  assert.ok(await focused("main"), "a new page has the focus");
  await page.keyboard.press("/");
  await page.keyboard.type("2020-01-01");
  await page.keyboard.press("Enter");
  await page.waitForURL(/from=2020/);
  await settle(page);
  await tabTo("[data-row]");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(/bill/);
  await settle(page);
  await tabTo("li.pay button.line");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".opened .steps");
  await page.keyboard.press("?");
  await page.waitForSelector("dialog");
  await page.keyboard.press("Escape");
  await page.waitForSelector("dialog", { state: "detached" });
  assert.ok(await focused("li.pay button.line"), "a closed window gives the focus back");
  await page.goBack();
  await page.waitForURL(/from=2020/);
  await settle(page);
  assert.equal(await page.inputValue("[name=from]"), "2020-01-01", "the search is still there");
}

/** What a page takes over the wire is bounded by what it shows. */
export async function transfers({ page, base }) {
  const most = { "/overview": 30_000, "/settlements": 30_000, "/institutions": 12_000, "/policies": 16_000, "/persons": 4_000 };
  for (const [path, bytes] of Object.entries(most)) {
    let taken = 0;
    const count = async (response) => {
      if (response.url().includes("/api/v1/")) taken += (await response.body().catch(() => "")).length;
    };
    page.on("response", count);
    await page.goto(base + path);
    await settle(page);
    page.off("response", count);
    assert.ok(taken <= bytes, `${path} takes ${taken} bytes`);
  }
  const [page1] = [await ask(page, "/settlements?limit=5")];
  assert.equal(page1.items.length, 5);
}
