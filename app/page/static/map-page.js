// The page of the map: asks for it, waits while it is made, and leads from it to pictures.

import { address } from "./api.js";
import { showKeys } from "./dialogs.js";
import { make } from "./elements.js";
import { Latest } from "./latest.js";
import { askForMap } from "./map-asking.js";
import "./map.js";
import { without } from "./map-places.js";
import { forgetProblem, sayAnswered, sayAsking, sayFound, sayNone, sayPending, sayProblem } from "./map-telling.js";
import { queryFor } from "./map-words.js";
import { describeError } from "./problems.js";
import { conditionsOf, joined, readAddress, writeAddress } from "./query-address.js";
import { Removals } from "./removing.js";
import { say } from "./texts.js";
import { view } from "./viewer.js";

const AGAIN = 5; // seconds, until a newer map may be there
const CALM = 300; // milliseconds without a move
const KEYS = [["← → ↑ ↓", "map.keys.move"], ["+ −", "map.keys.zoom"], ["0", "map.whole"], ["Enter", "keys.enter"], ["s", "keys.similar"],
  ["l", "map.lasso"], ["Space", "map.keys.corner"], ["Esc", "map.keys.escape"], ["/", "keys.search"], ["?", "keys.help"]];

const map = document.querySelector("pw-map");
const [chosen, words, keys, again] = ["chosen", "words", "map-keys", "again"].map((id) => document.getElementById(id));
const asked = readAddress();
const latest = new Latest();
const removals = new Removals({ undone: draw, failed: bringBack, done: load }); // the server's map may have for a while what is deleted
let shown = null;
let calm = 0;
let next = 0;

/** What the address narrows beside the area: those pictures are left out. */
function narrowed() {
  return { tag: asked.tags, filter: joinedText({ ...asked, area: null }) };
}

function joinedText(state) {
  const filter = joined(conditionsOf(state));
  return filter && JSON.stringify(filter);
}

function narrowing() {
  return Object.values(narrowed()).some((value) => value?.length);
}

function load() {
  clearTimeout(next);
  if (!shown) sayAsking();
  return latest.run((signal) => askForMap(narrowed(), sayPending, signal), take, fail);
}

function take(found) {
  const same = shown?.version === found.version && String(shown.items.id) === String(found.items.id);
  shown = found;
  sayAnswered();
  if (same) sayFound(without(shown, removals), narrowing());
  else draw();
  if (!found.current) next = setTimeout(load, AGAIN * 1000);
}

function fail(error) {
  if (!shown) {
    showParts(false);
    sayNone(narrowing());
  }
  showProblem(error, true);
}

function showProblem(error, mayAskAgain = false) {
  const unreachable = error instanceof TypeError;
  sayProblem(unreachable ? [say("map.unreachable")] : describeError(error), mayAskAgain && (unreachable || error.status >= 500));
}

/** Shows the map and what belongs to it, or none of that. */
function showParts(any) {
  map.hidden = keys.hidden = !any;
  words.closest("details").hidden = !any || !shown.words.length;
}

/** Shows the map without what is gone. */
function draw() {
  const seen = without(shown, removals);
  const [first, enclosed] = [!map.places, map.lasso.area];
  sayFound(seen, narrowing());
  showParts(seen.items.id.length > 0);
  if (map.hidden) return;
  map.show(seen);
  if (first) takeUp(seen);
  else if (enclosed && !map.lasso.area) changed();
  else if (enclosed) showChosen();
  words.replaceChildren(...seen.words.map(({ word }) => make("li", {}, make("a", { href: address("/", { q: queryFor(word) }) }, word))));
}

function bringBack(_, error) {
  draw();
  showProblem(error);
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
  sayProblem([say("map.changed")]);
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
  if (area) forgetProblem();
  remember(); // the address was written anew, without where somebody looks
}

function remember() {
  clearTimeout(calm);
  calm = setTimeout(() => history.replaceState({ look: [map.camera.x, map.camera.y, map.camera.zoom], layout: shown.layout }, ""), CALM);
}

function go(path, parameters) {
  location.href = address(path, parameters);
}

map.addEventListener("chosen", showChosen);
map.addEventListener("looked", remember);
map.addEventListener("open", ({ detail }) => view(detail, map));
map.addEventListener("similar", ({ detail }) => go("/", { q: `#${detail.id}` }));
map.addEventListener("plus", ({ detail }) => go("/", { q: `#${detail.id}` }));
map.addEventListener("minus", ({ detail }) => go("/", { q: `- #${detail.id}` }));
map.addEventListener("tag", ({ detail }) => go("/", { tag: detail }));
map.addEventListener("remove", ({ detail }) => removals.begin(detail) && draw());
chosen.querySelector("button").addEventListener("click", () => map.choose(null));
again.addEventListener("click", load);
document.getElementById("help").addEventListener("click", () => showKeys(KEYS));
document.addEventListener("visibilitychange", () => document.hidden || latest.busy || load()); // pictures may have come from elsewhere
addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select, dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") go("/");
  else if (event.key === "?") showKeys(KEYS);
  else return map.hidden || event.target.closest("a, button") || map.press(event);
  event.preventDefault();
});

document.documentElement.classList.add("scripted");
load();
