// The page of one item: what the viewer offers, on a page of its own.

import { address, ask } from "./api.js";
import { KEYS as ALL_KEYS, showKeys } from "./dialogs.js";
import { make } from "./elements.js";
import { complete } from "./finder.js";
import { hearWishes } from "./item-keys.js";
import { lastAsked } from "./last-asked.js";
import { nameOfEntry } from "./tile.js";
import { say } from "./texts.js";
import { toast } from "./toasts.js";
import { Unsaved } from "./unsaved.js";
import { fill } from "./viewer.js";

const KEYS = ALL_KEYS.filter(([, text]) => !["keys.arrows", "keys.enter"].includes(text)); // there is only one
const item = JSON.parse(document.getElementById("item").textContent);
const wishes = {
  similar: ({ id }) => go("/", { q: `#${id}` }),
  plus: ({ id }) => addTerm("+", id),
  minus: ({ id }) => addTerm("-", id),
  open: ({ id }) => go(`/items/${id}`),
  search: () => go("/"),
  tag: (tag) => go("/", { tag }),
  remove,
};

function go(path, parameters) {
  location.href = address(path, parameters);
}

/** Adds to the sum that was searched with last in this tab, under the filters of then. */
function addTerm(sign, id) {
  const { q: [q] = [""], ...narrowed } = lastAsked();
  const before = complete(q).trim();
  const first = sign === "-" ? `- #${id}` : `#${id}`;
  go("/", { ...narrowed, q: before ? `${before} ${sign} #${id}` : first });
}

/** Deletes the item when it can no longer be undone. */
function remove() {
  article.inert = true;
  const end = toast(say("deleted", { name: nameOfEntry(item) }), () => {
    article.inert = false;
    removeEventListener("pagehide", end);
  }, async () => {
    await ask(`/v1/items/${item.id}`, { method: "DELETE", keepalive: true });
    go("/");
  });
  addEventListener("pagehide", end);
}

const unsaved = new Unsaved();
const article = make("article");
const heading = make("h1", {}, nameOfEntry(item));
document.querySelector("article").replaceWith(article);
article.before(heading, make("h2", { class: "unseen" }, say("item.about")));
const wish = (name, detail = item) => () => unsaved.leave(() => wishes[name](detail));
hearWishes({ isHeard: () => !article.inert && !document.querySelector("dialog[open]"), wish,
  others: { "?": () => showKeys(KEYS), "/": wish("search") } });
document.getElementById("help").addEventListener("click", () => showKeys(KEYS));
fill(article, item, wish, { unsaved, changed: (renewed) => (heading.textContent = nameOfEntry(renewed)) });
document.documentElement.classList.add("scripted");
