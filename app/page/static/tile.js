// One entry of the gallery: what it is called, its shape, its element.

import { address } from "./api.js";
import { make } from "./elements.js";
import { percent, say } from "./texts.js";

const FLATTEST = 3;
const SLIMMEST = 0.45;

/** What an entry is called. */
export function nameOfEntry({ id, captions, tags }) {
  return captions[0] || tags.join(", ") || `#${id}`;
}

function titleOf(entry, why) {
  const relevance = entry.relevance ?? null;
  const told = relevance === null ? "" : ` · ${say("relevance")} ${percent(relevance)}`;
  return `${nameOfEntry(entry)}${told}${why ? `\n${why.text}` : ""}`;
}

/** How broad an entry is for its height; panoramas and ladders are cropped. */
export function ratioOf({ thumbnail, width, height }) {
  if (!thumbnail) return 1.2;
  return width && height ? Math.min(FLATTEST, Math.max(SLIMMEST, width / height)) : 1;
}

/** Makes the element of an entry. */
export function makeTile(entry) {
  const name = nameOfEntry(entry);
  const inside = entry.thumbnail
    ? make("img", { src: entry.thumbnail, alt: name, draggable: false })
    : make("span", { class: "text" }, name);
  const link = make("a", { href: address(`/items/${entry.id}`), draggable: true }, inside);
  return make("li", { "data-id": String(entry.id) }, link);
}

/** Calls a tile as its entry is called now. */
export function renameTile(tile, entry) {
  const inside = tile.querySelector("a").firstElementChild;
  if (entry.thumbnail) inside.alt = nameOfEntry(entry);
  else inside.textContent = nameOfEntry(entry);
}

/** Writes on a tile which terms speak for and against its entry; `why` is null where none do. */
export function explainTile(tile, entry, why) {
  tile.querySelector(".why")?.remove();
  tile.title = titleOf(entry, why);
  if (!why) return;
  const bar = make("span", { class: "why", role: "img", "aria-label": why.text });
  bar.style.background = why.background;
  tile.append(bar);
}
