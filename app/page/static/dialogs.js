// Dialogs: opened above the page, closed by Escape, by their button, or by a click beside them.

import { iconButton, make } from "./elements.js";
import { say } from "./texts.js";

/** Opens a dialog; it is gone when it is closed. */
export function openDialog(title, content, { kind = "small", onclose = () => {} } = {}) {
  const heading = make("h2", { id: "dialog-title" }, title);
  const dialog = make(
    "dialog",
    { class: kind, "aria-labelledby": "dialog-title" },
    iconButton("×", say("close"), () => dialog.close(), { class: "icon close" }),
    heading,
    ...content,
  );
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    onclose();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

const KEYS = [["/", "keys.search"], ["← → ↑ ↓", "keys.arrows"], ["Enter", "keys.enter"], ["s", "keys.similar"], ["+", "keys.plus"],
  ["−", "keys.minus"], ["Delete", "keys.delete"], ["Esc", "keys.escape"], ["?", "keys.help"]];

/** Shows the keys that the page knows, each with the name of the string that says what it does. */
export function showKeys(keys = KEYS) {
  const rows = keys.flatMap(([key, text]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, say(text))]);
  openDialog(say("keys.title"), [make("dl", { class: "keys" }, ...rows)]);
}
