// The server's interface under /api/v1. Decimals arrive as text, so that amounts stay exact.
import { reactive } from "vue";
import { prefs } from "./prefs";

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly field: string,
    message: string,
  ) {
    super(message);
  }
}

export interface Me {
  user_name: string;
  display_name: string;
  roles: string[];
  permissions: string[];
  admdvs: string;
  fixmedins_code: string;
  region: string;
  csrf_token: string;
  restricted: string;
  second_factor: boolean;
  password_time: string;
  idle_minutes: number;
  end_time: string;
}

/** Who is signed in. `locked`: the session has ended, the page stands behind the lock. */
export const session = reactive({ me: null as Me | null, locked: false, known: false });

export type Values = Record<string, string | number | boolean | undefined | null>;

const DECIMAL = /"(?:[^"\\]|\\.)*"|-?\d+\.\d+/g;

/** JSON whose decimals become texts as they were written. */
export function readJson(text: string): unknown {
  return JSON.parse(text.replace(DECIMAL, (found) => (found[0] === '"' ? found : `"${found}"`)));
}

export function withQuery(path: string, query?: Values): string {
  const words = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {}))
    if (value !== undefined && value !== null && value !== "") words.set(key, String(value));
  const text = words.toString();
  return text ? `${path}?${text}` : path;
}

async function send(method: string, path: string, body?: unknown): Promise<Response> {
  const headers: Record<string, string> = { "Accept-Language": prefs.lang };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (method !== "GET" && session.me) headers["X-CSRF-Token"] = session.me.csrf_token;
  try {
    return await fetch(`/api/v1${path}`, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
    });
  } catch {
    throw new ApiError(0, "OFFLINE", "", "");
  }
}

async function refuse(response: Response): Promise<never> {
  let found: { code?: string; field?: string; message?: string } = {};
  try {
    found = JSON.parse(await response.text());
  } catch {
    // not our server's words
  }
  const code = found.code ?? "";
  if (code === "SESSION" && session.me) session.locked = true;
  throw new ApiError(response.status, code, found.field ?? "", found.message ?? "");
}

export async function text(method: string, path: string, body?: unknown): Promise<string> {
  const response = await send(method, path, body);
  if (!response.ok) await refuse(response);
  return response.text();
}

export async function get<T>(path: string, query?: Values): Promise<T> {
  return readJson(await text("GET", withQuery(path, query))) as T;
}

export async function act<T>(method: "POST" | "PUT" | "DELETE", path: string, body?: unknown): Promise<T> {
  const answer = await text(method, path, method === "DELETE" ? body : (body ?? {}));
  return (answer ? readJson(answer) : {}) as T;
}

export function may(permission: string): boolean {
  return session.me?.permissions.includes(permission) ?? false;
}

export async function loadMe(): Promise<void> {
  try {
    session.me = await get<Me>("/session");
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    session.me = null;
  } finally {
    session.known = true;
  }
}

export async function signIn(user_name: string, password: string, code: string): Promise<void> {
  await act("POST", "/session", { user_name, password, ...(code ? { code } : {}) });
  session.me = await get<Me>("/session");
  session.locked = false;
}

export async function signOut(): Promise<void> {
  try {
    await act("DELETE", "/session");
  } finally {
    session.me = null;
    session.locked = false;
  }
}
