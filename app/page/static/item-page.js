// The page of one item: what the viewer offers, on a page of its own.

import { address, ask } from "./api.js";
import { make } from "./elements.js";
import { nameOfEntry } from "./tile.js";
import { say } from "./texts.js";
import { toast } from "./toasts.js";
import { fill } from "./viewer.js";

const item = JSON.parse(document.getElementById("item").textContent);
const wishes = {
  similar: ({ id }) => go("/", { q: `#${id}` }),
  plus: ({ id }) => go("/", { q: `#${id}` }),
  minus: ({ id }) => go("/", { q: `- #${id}` }),
  open: ({ id }) => go(`/items/${id}`),
  tag: (tag) => go("/", { tag }),
  remove,
};

function go(path, parameters) {
  location.href = address(path, parameters);
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

const article = make("article");
document.querySelector("article").replaceWith(article);
article.before(make("h1", {}, nameOfEntry(item)), make("h2", { class: "unseen" }, say("item.about")));
fill(article, item, (name, detail = item) => () => wishes[name](detail));
document.documentElement.classList.add("scripted");
