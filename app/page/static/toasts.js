// Short messages with a way back.

import { button, make } from "./elements.js";
import { say } from "./texts.js";

const LASTING = 8000; // milliseconds

function region() {
  const found = document.querySelector(".toasts");
  if (found) return found;
  const made = make("div", { class: "toasts", role: "status" });
  document.body.append(made);
  return made;
}

/**
 * Shows a message for a while, and as long as somebody is at it.
 * @param {string|(string|Node)[]} text what happened.
 * @param {Function} undo brings back what was; without it there is no button.
 * @param {Function} then is called when the message goes without having been undone.
 * @returns {Function} ends it at once, as if the time were over.
 */
export function toast(text, undo = null, then = () => {}) {
  let over = false;
  const end = (undone) => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    shown.remove();
    if (undone) undo();
    else then();
  };
  const shown = make("div", { class: "toast" }, make("span", {}, ...[text].flat()), undo ? button(say("undo"), () => end(true)) : null);
  let timer = 0;
  const wait = () => {
    clearTimeout(timer);
    if (!shown.matches(":hover, :focus-within")) timer = setTimeout(() => end(false), LASTING);
  };
  for (const name of ["pointerenter", "pointerleave", "focusin", "focusout"]) shown.addEventListener(name, wait);
  region().append(shown);
  wait();
  return () => end(false);
}
