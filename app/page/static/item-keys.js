// Keys while one item is shown: the same as on a tile of the gallery.

import { mayWrite } from "./api.js";

const WISHES = { s: "similar", "+": "plus", "=": "plus", "-": "minus", "−": "minus", Delete: "remove" };
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/**
 * Hears keys, but for those that somebody writes with.
 * @param {object} options `wish` makes what is done out of what is wanted, `go` leads so many items on,
 * `others` are further keys and what they do; `isHeard` says whether keys are meant for the item, `signal` ends it.
 */
export function hearWishes({ signal, isHeard = () => true, wish, go = null, others = {} }) {
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey || !isHeard()) return;
    const name = WISHES[event.key];
    if (name && (name !== "remove" || mayWrite)) wish(name)();
    else if (go && event.key in STEPS) go(STEPS[event.key]);
    else if (event.key in others) others[event.key]();
    else return;
    event.preventDefault();
    event.stopPropagation(); // the page below has keys of its own
  }, { signal });
}
