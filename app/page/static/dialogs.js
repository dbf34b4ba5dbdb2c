// Dialogs: opened above the page, closed by Escape, by their button, or by a click beside them.

import { iconButton, make } from "./elements.js";
import { say } from "./texts.js";

/**
 * Opens a dialog; it is gone when it is closed.
 * @param {object} options `leave` is asked where somebody closes it: it gets how to close, and may put that off.
 */
export function openDialog(title, content, { kind = "small", onclose = () => {}, leave = (close) => close() } = {}) {
  const id = `dialog-title-${document.querySelectorAll("dialog").length}`;
  const leaving = () => leave(() => dialog.close());
  const dialog = make(
    "dialog",
    { class: kind, "aria-labelledby": id },
    iconButton("×", say("close"), leaving, { class: "icon close" }),
    make("h2", { id }, title),
    ...content,
  );
  const over = listen(dialog, leaving);
  dialog.addEventListener("close", () => {
    over.abort();
    dialog.remove();
    onclose();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Whether a dialog is the uppermost one. */
export function isUppermost(dialog) {
  return [...document.querySelectorAll("dialog[open]")].at(-1) === dialog;
}

/** Escape is heard as a key: the browser's own `cancel` cannot be put off twice in a row. */
function listen(dialog, leaving) {
  const over = new AbortController();
  dialog.addEventListener("click", (event) => event.target === dialog && leaving());
  dialog.addEventListener("cancel", (event) => {
    if (event.target !== dialog) return; // a file chooser within
    event.preventDefault();
    leaving();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || event.defaultPrevented || !isUppermost(dialog)) return;
    event.preventDefault();
    leaving();
  }, { signal: over.signal });
  return over;
}

/** Keys of pages of pictures, each with the name of the string that says what it does. */
export const KEYS = [["/", "keys.search"], ["← → ↑ ↓", "keys.arrows"], ["Enter", "keys.enter"], ["s", "keys.similar"], ["+", "keys.plus"],
  ["−", "keys.minus"], ["Delete", "keys.delete"], ["Esc", "keys.escape"], ["?", "keys.help"]];

/** Shows keys and what they do. */
export function showKeys(keys = KEYS) {
  const rows = keys.flatMap(([key, text]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, say(text))]);
  openDialog(say("keys.title"), [make("dl", { class: "keys" }, ...rows)]);
}
