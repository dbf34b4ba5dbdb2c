// What was last asked for in this tab, for pages that add to it.

const KEY = "pixword.asked";

/** Remembers what the address asks for. */
export function rememberAsked() {
  sessionStorage.setItem(KEY, location.search);
}

/** Returns what was asked for, lists of values by name; nothing, where it was in another collection. */
export function lastAsked() {
  const asked = new URLSearchParams(sessionStorage.getItem(KEY) ?? "");
  const { collection } = document.documentElement.dataset;
  if ((asked.get("collection") ?? "default") !== collection) return {};
  return Object.fromEntries([...asked.keys()].map((name) => [name, asked.getAll(name)]));
}
