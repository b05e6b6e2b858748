// usage: node page.mjs TRIAL.WASM TEST_TRIAL POLICIES
// Runs every shipped case in the page's program; its answers must be those of the native one, byte by byte.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const [wasm, native, policies] = process.argv.slice(2);
// What the C library would write to a terminal: a page has none.
const host = { fd_close: () => 8, fd_seek: () => 8, fd_write: () => 8 };
const { instance } = await WebAssembly.instantiate(readFileSync(wasm), { wasi_snapshot_preview1: host });
const page = instance.exports;

function put(bytes) {
  const at = page.yb_page_room(bytes.length);
  new Uint8Array(page.memory.buffer, at, bytes.length).set(bytes);
  return bytes.length;
}

function answer(length) {
  return Buffer.from(page.memory.buffer, page.yb_page_answer(), length);
}

const lines = execFileSync(native, [policies, "--dump"], { maxBuffer: 1 << 30 }).toString("latin1").split("\n");
let bills = 0;
for (let i = 0; i + 3 < lines.length; i += 4) {
  const english = Number(lines[i]);
  const [pack, cases, wanted] = lines.slice(i + 1, i + 4).map((line) => Buffer.from(line, "latin1"));
  const wrong = page.yb_page_open(put(pack), english);
  if (wrong) throw new Error(answer(wrong).toString());
  const got = answer(page.yb_page_run(put(cases), english));
  if (!got.equals(wanted)) throw new Error(`${pack.subarray(0, 80)}\n${got}\n${wanted}`);
  bills += JSON.parse(got.toString()).bills.length;
  const verdicts = JSON.parse(answer(page.yb_page_check(put(cases), english)).toString()).cases;
  if (!verdicts.length || !verdicts.every((each) => each.passed)) throw new Error(`a case fails in the page: ${pack.subarray(0, 80)}`);
}
if (bills < 500) throw new Error(`only ${bills} bills`);
const none = page.yb_page_run(put(Buffer.from("{")), 0);
if (!answer(none).toString().includes("WRONG_JSON")) throw new Error("a wrong case is no mistake");
console.log(`${bills} bills, the same bytes`);
