// The clerk registers somebody new: refused at the field in both languages, with nothing lost; tried; kept once.
import assert from "node:assert/strict";
import { checkAxe, DESK, look, PHONE, settle, tooWide, visible } from "./browser.mjs";

// born under the demo county's pack, which covers a newborn from birth, free if a parent is insured
const CHILD = "379999201802100059", SECOND = "37999919900303004X", KNOWN = "379999198106140933";

const send = (page) => page.click("form .el-button--primary");
const fill = async (page, values) => {
  for (const [name, value] of Object.entries(values))
    if ((await page.locator(`[name=${name}]`).evaluate((each) => each.tagName)) === "SELECT") await page.selectOption(`[name=${name}]`, value);
    else await page.fill(`[name=${name}]`, value);
};
const wrongAt = async (page, name, words) => {
  await page.waitForSelector(`[name=${name}][aria-invalid]:focus`);
  assert.match(await page.locator(".field", { has: page.locator(`[name=${name}]`) }).locator(".wrong").innerText(), words);
};

export async function newcomer({ page, base }, shoot) {
  await look(page, base, "/persons/new");
  await page.goto(`${base}/persons`);
  await page.selectOption("form select", "certno");
  await page.fill("[data-search]", CHILD);
  await page.keyboard.press("Enter");
  await visible(page, "没有找到这个人");
  await page.click("[data-new]"); // goes on with the number, which stands in no address
  await settle(page);
  assert.ok(!page.url().includes("3799"), "a number in the address");
  assert.equal(await page.inputValue("[name=certno]"), CHILD);
  assert.equal(await page.inputValue("[name=brdy]"), "2018-02-10", "as the number says");
  await send(page);
  await wrongAt(page, "psn_name", /必填/);

  // somebody who is there: said at once, and led to
  await fill(page, { certno: KNOWN });
  await page.press("[name=certno]", "Tab");
  await page.waitForSelector("[data-there] a");
  await shoot(page, "newcomer-there");
  await fill(page, { psn_name: "新生甲", reason: "newborn", psn_type: "1401", begndate: "2018-02-10", done_date: "2018-06-20", tel: "19900000001", memo: "" });
  await send(page);
  await wrongAt(page, "certno", /已登记/);
  await checkAxe(page, "somebody who is there");
  await page.click("[data-there] a");
  await page.waitForURL(/\/persons\/\d+\/details/);
  await page.goto(`${base}/persons/new`);
  await settle(page);

  // wrong, then right
  await fill(page, { certno: CHILD, psn_name: "新生甲", reason: "newborn", psn_type: "1401", done_date: "2018-06-20", tel: "19900000001" });
  assert.equal(await page.inputValue("[name=begndate]"), "2018-02-10", "a newborn's first day");
  await fill(page, { begndate: "2018-02-09" });
  await send(page);
  await wrongAt(page, "begndate", /^参保起始日.*早于出生日期/);
  await fill(page, { begndate: "2018-02-10" });
  await send(page);
  await wrongAt(page, "parent_certno", /父母一方参保为条件/);
  await fill(page, { parent_certno: "379999190001011234" });
  await send(page);
  await wrongAt(page, "parent_certno", /未找到参保人/);
  await page.click("[data-lang]"); // nothing is lost with the language
  await send(page);
  await wrongAt(page, "parent_certno", /not found/);
  await checkAxe(page, "a refusal in English");
  await page.click("[data-lang]");
  assert.equal(await page.inputValue("[name=tel]"), "19900000001");
  await fill(page, { parent_certno: KNOWN });
  await send(page);
  await visible(page, "新生儿自出生之日起");
  await visible(page, "出生当年免缴");
  await checkAxe(page, "somebody new, tried");
  await shoot(page, "newcomer-tried");
  await page.setViewportSize(PHONE);
  assert.ok((await tooWide(page)) <= 0, "somebody new, tried, is too wide for a phone");
  await shoot(page, "newcomer-tried-phone");
  await page.setViewportSize(DESK);
  await fill(page, { tel: "19900000002" }); // something else is tried again
  await page.waitForFunction(() => !document.querySelector(".foreseen"));
  await send(page);
  await page.waitForSelector(".foreseen");
  await send(page);
  await page.waitForURL(/\/persons\/\d+\/details#cover/);
  await page.waitForSelector("#cover .line button");
  assert.ok(!(await page.content()).includes(CHILD), "the number in clear");
  await checkAxe(page, "somebody new's page");
  await shoot(page, "newcomer-kept");

  // the other language: an employee, by hand from nothing
  await page.goto(`${base}/persons/new`);
  await settle(page);
  await page.click("[data-lang]");
  await fill(page, { certno: SECOND, psn_name: "某乙", reason: "work", psn_type: "11", begndate: "2018-13-01", emp_no: "DW1", emp_name: "演示单位" });
  assert.equal(await page.inputValue("[name=kind]"), "employed");
  await send(page);
  await wrongAt(page, "begndate", /day/);
  await fill(page, { begndate: "2018-03-01", psn_idet_type: "2303" });
  await send(page);
  await wrongAt(page, "idet_begndate", /./);
  await fill(page, { idet_begndate: "2018-03-01" });
  await send(page);
  await page.waitForSelector(".foreseen");
  await checkAxe(page, "an employee, tried");
  await shoot(page, "newcomer-employee-en");
  await send(page);
  await page.waitForURL(/#cover/);
  await page.click("[data-lang]");
  await settle(page);
}
