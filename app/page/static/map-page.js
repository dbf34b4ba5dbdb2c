// The page of the map: asks for it, waits while it is made, and leads from it to pictures.

import { address, ask } from "./api.js";
import { showKeys } from "./dialogs.js";
import { make } from "./elements.js";
import { askForMap } from "./map-asking.js";
import "./map.js";
import { queryFor } from "./map-words.js";
import { conditionsOf, joined, readAddress, writeAddress } from "./query-address.js";
import { say } from "./texts.js";
import { nameOfEntry } from "./tile.js";
import { toast } from "./toasts.js";
import { view } from "./viewer.js";

const AGAIN = 5; // seconds, until a newer map may be there
const CALM = 300; // milliseconds without a move
const KEYS = [["← → ↑ ↓", "map.keys.move"], ["+ −", "map.keys.zoom"], ["0", "map.whole"], ["Enter", "keys.enter"], ["l", "map.lasso"],
  ["Space", "map.keys.corner"], ["Esc", "map.keys.escape"], ["?", "keys.help"]];

const map = document.querySelector("pw-map");
const [status, problem, chosen, words, making] = ["status", "problem", "chosen", "words", "making"].map((id) => document.getElementById(id));
const asked = readAddress();
const leaving = new Set(); // deletions that can still be undone
let shown = null;
let calm = 0;

/** What the address narrows beside the area: those pictures are left out. */
function narrowed() {
  return { tag: asked.tags, filter: joinedText({ ...asked, area: null }) };
}

function joinedText(state) {
  const filter = joined(conditionsOf(state));
  return filter && JSON.stringify(filter);
}

async function load() {
  making.hidden = shown !== null;
  try {
    const found = await askForMap(narrowed(), sayPending);
    if (found.version !== shown?.version || leaving.size) take(found);
    status.textContent = describe(found);
    making.hidden = true;
    if (!found.current) setTimeout(load, AGAIN * 1000);
  } catch (error) {
    showProblem(error);
  }
}

function describe({ items, current }) {
  if (!items.id.length) return say(narrowing() ? "found.none" : "map.empty");
  const parts = [say("map.count", { count: items.id.length }), narrowing() ? say("map.narrowed") : "", current ? "" : say("map.renewing")];
  return parts.filter(Boolean).join(" ");
}

function narrowing() {
  return Object.values(narrowed()).some((value) => value?.length);
}

function sayPending() {
  making.hidden = false;
  status.textContent = say("map.making");
}

function showProblem(error) {
  making.hidden = true;
  status.textContent = "";
  problem.textContent = error instanceof TypeError ? say("unreachable") : error.message;
  problem.hidden = false;
}

function take(found) {
  const first = shown === null;
  shown = found;
  map.hidden = !found.items.id.length;
  if (map.hidden) return;
  const hadArea = map.lasso.area;
  map.show(found);
  if (first) takeUp(found);
  else if (hadArea && !map.lasso.area) changed();
  words.closest("details").hidden = !found.words.length;
  words.replaceChildren(...found.words.map(({ word }) => make("li", {}, make("a", { href: address("/", { q: queryFor(word) }) }, word))));
}

/** Shows what the address and the history hold: an area, and where somebody looked. */
function takeUp({ layout }) {
  if (history.state?.look && history.state.layout === layout) map.camera.look(...history.state.look);
  if (!isArea(asked.area)) map.redraw();
  else if (asked.area.layout && asked.area.layout !== layout) changed();
  else map.choose(asked.area.area);
}

function isArea(given) {
  const isPoint = (point) => Array.isArray(point) && point.length === 2 && point.every(Number.isFinite);
  return Array.isArray(given?.area) && given.area.length > 2 && given.area.every(isPoint);
}

function changed() {
  problem.textContent = say("map.changed");
  problem.hidden = false;
  map.choose(null);
}

/** Says what was enclosed, and where its pictures are. */
function showChosen() {
  const { area, count } = map.lasso;
  asked.area = area && { area, layout: shown.layout };
  writeAddress(asked, false);
  chosen.hidden = !area && !map.drawing;
  chosen.querySelector("[role=status]").textContent = area ? say("map.inside", { count }) : map.drawing ? say("map.draw") : "";
  chosen.querySelector("button").textContent = say(area ? "map.forget" : "map.stop");
  const link = chosen.querySelector("a");
  link.hidden = !count;
  link.href = address("/", { tag: asked.tags, filter: joinedText(asked), min_relevance: asked.cut });
  if (area) problem.hidden = true;
  remember(); // the address was written anew, without where somebody looks
}

function remember() {
  clearTimeout(calm);
  calm = setTimeout(() => history.replaceState({ look: [map.camera.x, map.camera.y, map.camera.zoom], layout: shown.layout }, ""), CALM);
}

function go(path, parameters) {
  location.href = address(path, parameters);
}

/** Deletes an item when it can no longer be undone. */
function remove(item) {
  const end = toast(say("deleted", { name: nameOfEntry(item) }), () => leaving.delete(end), async () => {
    await ask(`/v1/items/${item.id}`, { method: "DELETE", keepalive: true }).catch(showProblem);
    await load();
    leaving.delete(end);
  });
  leaving.add(end);
}

map.addEventListener("chosen", showChosen);
map.addEventListener("looked", remember);
map.addEventListener("open", ({ detail }) => view(detail, map));
map.addEventListener("similar", ({ detail }) => go("/", { q: `#${detail.id}` }));
map.addEventListener("plus", ({ detail }) => go("/", { q: `#${detail.id}` }));
map.addEventListener("minus", ({ detail }) => go("/", { q: `- #${detail.id}` }));
map.addEventListener("tag", ({ detail }) => go("/", { tag: detail }));
map.addEventListener("remove", ({ detail }) => remove(detail));
chosen.querySelector("button").addEventListener("click", () => map.choose(null));
document.getElementById("help").addEventListener("click", () => showKeys(KEYS));
addEventListener("pagehide", () => leaving.forEach((end) => end()));
addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select, dialog, a, button") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key !== "?") return map.press(event);
  event.preventDefault();
  showKeys(KEYS);
});

document.documentElement.classList.add("scripted");
load();
