// A list that the server filters, sorts and pages; the address holds the query.
import { computed, ref, watch } from "vue";
import { useRoute, useRouter } from "vue-router";
import { get, type Values } from "./api";
import { useLoad } from "./load";

export interface Page<Row> {
  items: Row[];
  next: string;
  total?: number;
  complete?: boolean;
}

export function usePages<Row>(path: string, names: string[], sort: string, limit = 50) {
  const route = useRoute();
  const router = useRouter();
  const before = ref<string[]>([]); // the `after` of the pages before this one
  const after = ref("");
  const own = route.name;

  const query = computed<Values>(() => {
    const values: Values = { limit };
    for (const name of names) values[name] = (route.query[name] as string | undefined) ?? "";
    if (sort) values.sort = (route.query.sort as string | undefined) ?? sort;
    return values;
  });
  const key = computed(() => JSON.stringify(query.value));
  watch(key, () => {
    before.value = [];
    after.value = "";
  }, { flush: "sync" });

  const load = useLoad(
    () => get<Page<Row>>(path, { ...query.value, after: after.value }),
    () => (route.name === own ? `${key.value} ${after.value}` : ""),
  );

  /** New conditions: the first page again. */
  function search(values: Values): void {
    const wanted: Record<string, string> = {};
    for (const [name, value] of Object.entries({ ...route.query, ...values }))
      if (value !== undefined && value !== null && value !== "") wanted[name] = String(value);
    void router.replace({ query: wanted });
  }
  function next(): void {
    if (!load.data.value?.next) return;
    before.value.push(after.value);
    after.value = load.data.value.next;
  }
  function back(): void {
    after.value = before.value.pop() ?? "";
  }
  return { ...load, query, search, next, back, page: computed(() => before.value.length + 1) };
}
