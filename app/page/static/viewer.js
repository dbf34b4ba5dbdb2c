// One item, above the gallery or on its page: the picture, what is known of it, what is like it.

import { address, ask, mayWrite } from "./api.js";
import { isUppermost, openDialog, showKeys } from "./dialogs.js";
import { button, make, tell } from "./elements.js";
import { captions, tags } from "./item-editing.js";
import { metadata } from "./item-metadata.js";
import { hearWishes } from "./item-keys.js";
import { describeError } from "./problems.js";
import { shownName } from "./terms.js";
import { percent, say } from "./texts.js";
import { nameOfEntry } from "./tile.js";
import { Unsaved } from "./unsaved.js";

const SIMILAR = 14;
const SAME = 0.96; // cosine from which pictures are nearly the same, as the API's `collapse` has it

/**
 * Shows an item above the page.
 * @param {object} entry hit or item.
 * @param {HTMLElement} host is told `similar`, `plus`, `minus`, `remove`, `open`, `tag`; and `changed` with the item.
 * @param {Function} beside returns the entry so many places on, or nothing.
 */
export function view(entry, host, beside = () => null) {
  const inside = make("div");
  const unsaved = new Unsaved();
  const over = new AbortController();
  const leave = (then) => unsaved.leave(() => {
    dialog.close();
    then?.();
  });
  const dialog = openDialog(nameOfEntry(entry), [inside], { kind: "viewer", leave: () => leave(), onclose: () => {
    unsaved.end();
    over.abort();
  } });
  const wish = (name, detail = entry) => () => leave(() => tell(host, name, detail));
  const go = (step) => beside(step) && wish("open", beside(step))();
  addEventListener("popstate", () => leave(), { signal: over.signal }); // what it was opened from is no longer there
  hearWishes({ signal: over.signal, isHeard: () => isUppermost(dialog), wish, go, others: { "?": () => showKeys() } });
  return fill(inside, entry, wish, { unsaved, changed: (item) => {
    dialog.querySelector("h2").textContent = nameOfEntry(item);
    tell(host, "changed", item);
  } });
}

/**
 * Shows an item inside an element.
 * @param {HTMLElement} inside is filled.
 * @param {object} entry hit or item.
 * @param {Function} wish makes what a button does out of what is wanted, as `view` tells it.
 * @param {object} editing `unsaved` takes care of what is written, `changed` is told what was saved.
 */
export async function fill(inside, entry, wish, editing) {
  inside.className = `viewer-inside${entry.image ? " pictured" : ""}`;
  if (entry.image) inside.append(make("img", { class: "full", src: entry.image, alt: nameOfEntry(entry), ...sizes(entry) }));
  const side = make("div");
  inside.append(side);
  const above = [actions(entry, wish), why(entry)];
  side.append(...above, make("p", { class: "status waiting", role: "status" }, say("item.waiting")));
  let item;
  try {
    item = await ask(`/v1/items/${entry.id}`);
  } catch (error) {
    const told = error.status === 404 ? [say("item.gone")] : describeError(error);
    return side.replaceChildren(...above, make("p", { class: "problem", role: "alert" }, ...told));
  }
  const parts = [captions(item, editing), tags(item, wish, editing), metadata(item, editing), facts(item)];
  side.replaceChildren(...above, ...parts.filter(Boolean));
  side.append(...(await neighbours(item, wish)));
}

function sizes({ width, height }) {
  return width && height ? { width: String(width), height: String(height) } : {};
}

function actions(entry, wish) {
  return make("div", { class: "buttons" },
    button(say("similar"), wish("similar")), button(`+ ${say("plus.short")}`, wish("plus")), button(`− ${say("minus.short")}`, wish("minus")),
    mayWrite ? button(say("delete"), wish("remove")) : null,
    location.pathname === `/items/${entry.id}` ? null : make("a", { href: address(`/items/${entry.id}`) }, say("item.page")));
}

function why({ relevance, contributions = [], score }) {
  if (score === undefined) return "";
  const rows = contributions.length < 2 ? [] : contributions.flatMap(({ term, score: own }) => [
    make("dt", {}, shownName(term)),
    make("dd", {}, `${own < 0 ? "−" : "+"}${Math.abs(own).toFixed(3)}`)]);
  const relevant = relevance === null ? [] : [make("dt", {}, say("relevance")), make("dd", {}, percent(relevance))];
  return make("dl", { class: "facts" }, ...relevant, make("dt", {}, say("score")), make("dd", {}, score.toFixed(3)), ...rows);
}

function facts({ id, width, height, added_at: added }) {
  const rows = [["#", id], width ? [say("item.size"), `${width} × ${height}`] : null,
    added ? [say("item.added"), new Date(added).toLocaleString(document.documentElement.lang)] : null];
  const parts = rows.filter(Boolean).flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, String(value))]);
  return make("dl", { class: "facts" }, ...parts);
}

async function neighbours(item, wish) {
  const { hits } = await ask(`/v1/items/${item.id}/similar`, { params: { k: SIMILAR } }).catch(() => ({ hits: [] }));
  const pictured = hits.filter((hit) => hit.thumbnail);
  const same = pictured.filter((hit) => hit.score >= SAME);
  const others = pictured.filter((hit) => hit.score < SAME);
  return [strip(say("item.same"), same, wish), strip(say("item.like"), others, wish)].filter(Boolean);
}

function strip(title, hits, wish) {
  if (!hits.length) return null;
  const pictures = hits.map((hit) => make("li", {}, make("a", {
    href: address(`/items/${hit.id}`),
    onclick: (event) => {
      event.preventDefault();
      wish("open", hit)();
    },
  }, make("img", { src: hit.thumbnail, alt: nameOfEntry(hit), loading: "lazy" }))));
  return make("section", {}, make("h3", {}, title), make("ul", { class: "strip" }, ...pictures));
}
