// Something that comes from the server: waiting, here, or refused.
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from "vue";
import { prefs } from "./prefs";

export interface Load<T> {
  data: ShallowRef<T | null>;
  error: ShallowRef<unknown>;
  busy: Ref<boolean>;
  again: () => Promise<void>;
}

/** Asks at once, when `on` changes and when the language does; an answer that comes late is dropped. */
export function useLoad<T>(ask: () => Promise<T>, on?: () => unknown): Load<T> {
  const data = shallowRef<T | null>(null) as ShallowRef<T | null>;
  const error = shallowRef<unknown>(null);
  const busy = ref(false);
  let turn = 0;

  async function again(): Promise<void> {
    const mine = ++turn;
    busy.value = true;
    try {
      const found = await ask();
      if (mine !== turn) return;
      data.value = found;
      error.value = null;
    } catch (problem) {
      if (mine === turn) error.value = problem;
    } finally {
      if (mine === turn) busy.value = false;
    }
  }
  onScopeDispose(() => turn++);
  watch(() => [prefs.lang, on?.()], again, { immediate: true });
  return { data, error, busy, again };
}
