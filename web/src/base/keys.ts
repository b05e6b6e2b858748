// The keyboard: Enter goes to the next field, / searches, ? shows the keys.
import { ref } from "vue";

export const helpOpen = ref(false);

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** The next field of the form gets the focus; false: there is none, the form is sent. */
function nextField(field: HTMLElement): boolean {
  const form = field.closest("form");
  if (!form || form.hasAttribute("data-query")) return false;
  const fields = [...form.querySelectorAll<HTMLElement>("input, select, textarea")].filter(
    (each) => !each.hasAttribute("disabled") && each.tabIndex >= 0 && each.offsetParent !== null,
  );
  const next = fields[fields.indexOf(field) + 1];
  if (!next) return false;
  next.focus();
  if (next instanceof HTMLInputElement) next.select();
  return true;
}

function moveRow(target: HTMLElement, step: number): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
  const at = rows.indexOf(target);
  const next = at < 0 ? rows[0] : rows[at + step];
  next?.focus();
  return next !== undefined;
}

function press(selector: string): boolean {
  const button = document.querySelector<HTMLButtonElement>(selector);
  if (!button || button.disabled) return false;
  button.click();
  return true;
}

export function onKey(event: KeyboardEvent): void {
  const target = event.target;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Enter" && target instanceof HTMLElement && /^(INPUT|SELECT)$/.test(target.tagName)) {
    if (nextField(target)) event.preventDefault();
    return;
  }
  if (typing(target)) return;
  let taken = true;
  if (event.key === "/") document.querySelector<HTMLElement>("main [data-search]")?.focus();
  else if (event.key === "?") helpOpen.value = !helpOpen.value;
  else if (event.key === "[") taken = press("[data-page=back]");
  else if (event.key === "]") taken = press("[data-page=next]");
  else if (event.key === "ArrowDown" && target instanceof HTMLElement) taken = target.matches("[data-row], body, main") && moveRow(target, 1);
  else if (event.key === "ArrowUp" && target instanceof HTMLElement) taken = target.matches("[data-row]") && moveRow(target, -1);
  else taken = false;
  if (taken) event.preventDefault();
}
