// The browser that the console's tests share: Debian's Chromium, a page that tells its troubles, axe.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const CHROMIUM = "/usr/bin/chromium";
export const PASSWORD = "Kan-kan-2026x";
export const DESK = { width: 1280, height: 900 }, PHONE = { width: 375, height: 800 };
let axe = "";

/** False: nothing was built to test. */
export function ready(web) {
  return existsSync(CHROMIUM) && existsSync(join(web, "dist/index.html")) && existsSync(join(web, "node_modules"));
}

export async function launch(web) {
  const { chromium } = createRequire(resolve(web, "package.json"))("playwright-core");
  axe = readFileSync(join(web, "node_modules/axe-core/axe.min.js"), "utf8");
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

export async function openPage(browser, base) {
  const context = await browser.newContext({ locale: "zh-CN", viewport: DESK, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(20000);
  const troubles = [];
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("console", (message) => {
    // a refusal is an answer; whatever the policy of content blocks is not
    if (message.type() === "error" && !/status of [45]\d\d/.test(message.text())) troubles.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith("data:")) troubles.push(`asks ${request.url()}`);
  });
  return { page, context, troubles };
}

/** The page has what it asked for. */
export async function settle(page) {
  await page.waitForFunction(() => document.querySelector("main h1") && !document.querySelector(".waiting") && !document.querySelector("[aria-busy=true]"));
  await page.waitForFunction(() => document.fonts.status === "loaded");
}

const RULES = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] };

/** Every rule, or only the colours: a theme changes nothing else. `within`: the part that is new since the page was looked at. */
export async function checkAxe(page, where, { colours = false, within = "html" } = {}) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const runOnly = colours ? { type: "rule", values: ["color-contrast"] } : RULES;
  const words = await page.evaluate(async ([only, part]) => {
    const found = await window.axe.run(part, { runOnly: only, resultTypes: ["violations"], preload: false, iframes: false });
    return found.violations.map((each) => `${each.id}: ${each.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`).join("\n    ")}`);
  }, [runOnly, within]);
  assert.deepEqual(words, [], `axe on ${where}:\n  ${words.join("\n  ")}`);
}

export const prefer = (page, lang, theme) =>
  page.evaluate(([l, th]) => localStorage.setItem("yibao.prefs", JSON.stringify({ lang: l, theme: th })), [lang, theme]);

export async function signIn(page, base, user) {
  await page.goto(base);
  await page.fill("[name=user_name]", user);
  await page.press("[name=user_name]", "Enter"); // goes to the next field
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".side");
  await settle(page);
}

export const visible = (page, text) => page.getByText(text).first().waitFor();

/** What a page is too wide by. */
export const tooWide = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

/** Chinese on an English page that is not said to be Chinese: a name, a clause, a pack's own words. */
const STRAY = () => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode())
    if (/[\u3400-\u9fff]/.test(node.data) && !node.parentElement.closest("[lang=zh], [data-lang], noscript, script, style")) found.push(node.data.trim().slice(0, 60));
  return found;
};

const theme = (page, name) => page.selectOption("header select", name);

/** A page in both languages and every theme: axe; no stray Chinese; and it fits a phone. */
export async function look(page, base, path) {
  await page.goto(base + path);
  await settle(page);
  await checkAxe(page, `${path} zh light`);
  await theme(page, "dark");
  await checkAxe(page, `${path} zh dark`, { colours: true });
  await page.click("[data-lang]");
  await settle(page);
  await theme(page, "contrast");
  await checkAxe(page, `${path} en contrast`, { colours: true });
  await theme(page, "light");
  await checkAxe(page, `${path} en light`);
  assert.deepEqual(await page.evaluate(STRAY), [], `Chinese on the English ${path}`);
  await page.setViewportSize(PHONE);
  assert.ok((await tooWide(page)) <= 0, `${path} en is too wide for a phone`);
  await checkAxe(page, `${path} en phone`);
  await page.click("[data-lang]");
  await settle(page);
  assert.ok((await tooWide(page)) <= 0, `${path} zh is too wide for a phone`);
  await page.setViewportSize(DESK);
}
