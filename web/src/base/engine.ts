// The settlement engine itself, compiled to WebAssembly: cases in, explained bills out (src/face/trial).
import { readJson } from "./api";
import type { Bill } from "./bill";

interface Exports {
  memory: WebAssembly.Memory;
  yb_page_room(size: number): number;
  yb_page_open(size: number, english: number): number;
  yb_page_run(size: number, english: number): number;
  yb_page_check(size: number, english: number): number;
  yb_page_answer(): number;
}

export interface Answer {
  bills?: { case: string; day?: string; bill?: Bill; error?: { code: string; text: string }; amount?: string; months?: number; from?: string }[];
  mistakes?: { code: string; text: string }[];
}

/** Of one case: whether it comes to what it expects, and where not. */
export interface Verdict {
  case: string;
  passed: boolean;
  differences: { what: string; expected: string; actual: string }[];
}

export interface Engine {
  /** Takes a pack; "" or what is wrong with it. */
  open(pack: string, english: boolean): string;
  /** The answer's own bytes, as text. */
  run(cases: string, english: boolean): string;
  /** Of each case, whether it comes to what it expects. */
  check(cases: string, english: boolean): string;
}

// What the C library would write to a terminal: a page has none.
const host = { fd_close: () => 8, fd_seek: () => 8, fd_write: () => 8 };
let loading: Promise<Engine> | undefined;

async function load(): Promise<Engine> {
  const response = await fetch("/trial.wasm");
  if (!response.ok) throw new Error(`trial.wasm: ${response.status}`);
  const { instance } = await WebAssembly.instantiate(await response.arrayBuffer(), { wasi_snapshot_preview1: host });
  const page = instance.exports as unknown as Exports;
  const put = (text: string): number => {
    const bytes = new TextEncoder().encode(text);
    const at = page.yb_page_room(bytes.length);
    new Uint8Array(page.memory.buffer, at, bytes.length).set(bytes);
    return bytes.length;
  };
  const answer = (length: number): string => new TextDecoder().decode(new Uint8Array(page.memory.buffer, page.yb_page_answer(), length));
  const answered = (length: number): string => {
    if (!length) throw new Error("trial.wasm: no memory");
    return answer(length);
  };
  return {
    open: (pack, english) => answer(page.yb_page_open(put(pack), Number(english))),
    run: (cases, english) => answered(page.yb_page_run(put(cases), Number(english))),
    check: (cases, english) => answered(page.yb_page_check(put(cases), Number(english))),
  };
}

export function engine(): Promise<Engine> {
  loading ??= load().catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

export function readAnswer(text: string): Answer {
  return readJson(text) as Answer;
}

export function readVerdicts(text: string): Verdict[] {
  const { cases, mistakes } = JSON.parse(text) as { cases?: Verdict[]; mistakes?: { text: string }[] };
  if (!cases) throw new Error(mistakes?.map((each) => each.text).join("; ") ?? "");
  return cases;
}
