// One item, above the gallery or on its page: the picture, what is known of it, what is like it.

import { address, ask, mayWrite } from "./api.js";
import { openDialog } from "./dialogs.js";
import { button, iconButton, make, tell } from "./elements.js";
import { describeError } from "./problems.js";
import { nameOfEntry } from "./tile.js";
import { say, percent } from "./texts.js";

const SIMILAR = 14;
const SAME = 0.96; // cosine from which pictures are nearly the same, as the API's `collapse` has it

/**
 * Shows an item above the page.
 * @param {object} entry hit or item.
 * @param {HTMLElement} host is told `similar`, `plus`, `minus`, `remove`, `open`, `tag`.
 */
export function view(entry, host) {
  const inside = make("div");
  const dialog = openDialog(nameOfEntry(entry), [inside], { kind: "viewer" });
  return fill(inside, entry, (name, detail = entry) => () => {
    dialog.close();
    tell(host, name, detail);
  });
}

/**
 * Shows an item inside an element.
 * @param {HTMLElement} inside is filled.
 * @param {object} entry hit or item.
 * @param {Function} wish makes what a button does out of what is wanted, as `view` tells it.
 */
export async function fill(inside, entry, wish) {
  inside.className = `viewer-inside${entry.image ? " pictured" : ""}`;
  if (entry.image) inside.append(make("img", { class: "full", src: entry.image, alt: nameOfEntry(entry), ...sizes(entry) }));
  const side = make("div");
  inside.append(side);
  side.append(actions(entry, wish), why(entry));
  const item = await ask(`/v1/items/${entry.id}`).catch(() => null);
  if (!item) return side.append(make("p", { class: "problem" }, say("item.gone")));
  side.replaceChildren(actions(entry, wish), why(entry), captions(item), tags(item, wish), ...facts(item));
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
    make("dt", {}, term.item ? `#${term.item}` : term.text ?? term.picture ?? term.image_url),
    make("dd", {}, `${own < 0 ? "−" : "+"}${Math.abs(own).toFixed(3)}`)]);
  const relevant = relevance === null ? [] : [make("dt", {}, say("relevance")), make("dd", {}, percent(relevance))];
  return make("dl", { class: "facts" }, ...relevant, make("dt", {}, say("score")), make("dd", {}, score.toFixed(3)), ...rows);
}

function facts({ id, width, height, metadata, added_at: added }) {
  const rows = [["#", id], width ? [say("item.size"), `${width} × ${height}`] : null,
    added ? [say("item.added"), new Date(added).toLocaleString(document.documentElement.lang)] : null,
    ...Object.entries(metadata).map(([field, value]) => [field, Array.isArray(value) ? value.join(", ") : String(value)])];
  const parts = rows.filter(Boolean).flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, String(value))]);
  return [make("dl", { class: "facts" }, ...parts)];
}

function captions(item) {
  const text = make("textarea", { rows: Math.max(2, item.captions.length), "aria-label": say("captions"), value: item.captions.join("\n"), readOnly: !mayWrite });
  const form = make("form", { onsubmit: (event) => {
    event.preventDefault();
    const lines = text.value.split("\n").map((line) => line.trim()).filter(Boolean);
    change(item, { captions: lines }, form);
  } }, text, mayWrite ? make("button", {}, say("save")) : null);
  return make("section", {}, make("h3", {}, say("captions")), form);
}

function tags(item, wish) {
  const list = make("ul", { class: "chips", "aria-label": say("tags") });
  const draw = () => list.replaceChildren(...item.tags.map((tag) => make("li", {},
    button(tag, wish("tag", tag), { title: say("tags.only", { tag }) }),
    mayWrite ? iconButton("×", say("tags.remove", { tag }), () => put(item.tags.filter((own) => own !== tag))) : null)));
  const put = async (wanted) => {
    await change(item, { tags: wanted }, section);
    draw();
  };
  const word = make("input", { type: "text", "aria-label": say("tags.add"), placeholder: say("tags.add"), size: 14 });
  const form = make("form", { class: "buttons", onsubmit: async (event) => {
    event.preventDefault();
    const tag = word.value.trim();
    if (!tag || item.tags.includes(tag)) return;
    await put([...item.tags, tag]);
    word.value = "";
  } }, word, make("button", {}, "+"));
  draw();
  const section = make("section", {}, make("h3", {}, say("tags")), list, mayWrite ? form : null);
  return section;
}

async function change(item, changes, place) {
  place.querySelector(".problem, .status")?.remove();
  try {
    Object.assign(item, await ask(`/v1/items/${item.id}`, { method: "PATCH", json: changes }));
    place.append(make("p", { class: "status", role: "status" }, say("saved")));
  } catch (error) {
    place.append(make("p", { class: "problem", role: "alert" }, ...describeError(error)));
  }
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
