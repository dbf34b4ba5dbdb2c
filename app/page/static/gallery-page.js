// The page of pictures: search, sum, gallery, filters, adding, deleting.

import { addFiles, chooseFiles } from "./adding.js";
import { address, ask, mayWrite } from "./api.js";
import { showCommands } from "./copying.js";
import { showKeys } from "./dialogs.js";
import { receivePictures } from "./dropping.js";
import { make } from "./elements.js";
import { Finder } from "./finder.js";
import "./filters.js";
import "./gallery.js";
import "./sum.js";
import { speakFor } from "./terms.js";
import { say } from "./texts.js";
import { nameOfEntry } from "./tile.js";
import { toast } from "./toasts.js";
import { view } from "./viewer.js";

const [gallery, sum, filters] = ["pw-gallery", "pw-sum", "pw-filters"].map((name) => document.querySelector(name));
const input = document.querySelector(".ask input[type=search]");
const [status, problem] = ["status", "problem"].map((id) => document.getElementById(id));
const finder = new Finder();
const leaving = new Map(); // deletions that can still be undone: how to end each at once

sum.files = finder.pictures;

function showAnswer({ detail: { hits, items, query, next } }) {
  const entries = (hits ?? items).filter(({ id }) => !leaving.has(id));
  problem.hidden = true;
  gallery.show(entries, speakFor);
  gallery.removeAttribute("aria-busy");
  if (!finder.state.terms) sum.show(query?.terms ?? []);
  if (finder.state.terms && document.activeElement !== input) input.value = finder.state.q;
  status.textContent = describe(entries, next, query);
  const calibrated = (hits ?? []).some(({ relevance }) => relevance !== null) || finder.state.cut !== null;
  filters.show(finder.state, finder.filterText(), { calibrated });
}

function describe(entries, next, query) {
  if (!entries.length && query) return say("found.none");
  if (!entries.length) return say(finder.filter() ? "found.none" : "empty");
  if (next) return say(query ? "found.first" : "items.first", { count: entries.length });
  return say(query ? "found.all" : "items", { count: entries.length });
}

function describeProblem(error) {
  if (error.code === "MapChanged") return [say("map.changed"), " ", make("a", { href: address("/map") }, say("map.again"))];
  if (error.lost) return say("found.lost", { name: error.lost });
  return error instanceof TypeError ? say("unreachable") : error.message;
}

function showProblem({ detail }) {
  problem.replaceChildren(...[describeProblem(detail)].flat());
  problem.hidden = false;
  status.textContent = "";
  gallery.removeAttribute("aria-busy");
}

function sayPending() {
  problem.hidden = true;
  status.textContent = say("found.pending");
}

function addTerm(entry, weight) {
  sum.add({ item: entry.id, weight }, entry.thumbnail);
  toast(say(weight < 0 ? "sum.subtracted" : "sum.added", { name: nameOfEntry(entry) }));
}

async function searchWith(files) {
  for (const file of files) {
    const name = await finder.own(file);
    sum.add({ picture: name, weight: 1 }, URL.createObjectURL(file));
  }
  scrollTo({ top: 0 });
}

async function showAgain() {
  filters.renew();
  await finder.find();
}

/** Takes an item away; it is deleted when it can no longer be undone. */
function remove(entry) {
  if (!mayWrite || leaving.has(entry.id)) return;
  const restore = gallery.withdraw(entry.id);
  const end = toast(say("deleted", { name: nameOfEntry(entry) }), () => {
    leaving.delete(entry.id);
    restore();
  }, async () => {
    try {
      await ask(`/v1/items/${entry.id}`, { method: "DELETE", keepalive: true });
    } catch (error) {
      restore();
      showProblem({ detail: error });
    }
    leaving.delete(entry.id);
    filters.renew();
  });
  leaving.set(entry.id, end);
}

finder.addEventListener("asking", () => gallery.setAttribute("aria-busy", "true"));
finder.addEventListener("answer", showAnswer);
finder.addEventListener("pending", sayPending);
finder.addEventListener("problem", showProblem);
finder.addEventListener("more", ({ detail: { hits, items, next, query } }) => {
  gallery.append(hits ?? items);
  status.textContent = describe(gallery.entries, next, query);
});

input.addEventListener("input", () => finder.change({ q: input.value }, "typing"));
input.addEventListener("blur", () => (finder.going = null));
input.form.addEventListener("submit", (event) => {
  event.preventDefault();
  finder.change({ q: input.value });
});
input.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" || !gallery.entries.length) return;
  event.preventDefault();
  gallery.enter();
});
sum.addEventListener("terms", ({ detail: { terms, going } }) => finder.change({ terms }, going));
sum.addEventListener("pictures", ({ detail }) => searchWith(detail));
sum.addEventListener("copy", () => showCommands(finder));
filters.addEventListener("narrow", ({ detail: { going, ...change } }) => finder.change(change, going));
gallery.addEventListener("near-end", () => finder.more());
for (const host of [gallery, sum]) {
  host.addEventListener("plus", ({ detail }) => addTerm(detail, 1));
  host.addEventListener("minus", ({ detail }) => addTerm(detail, -1));
}
gallery.addEventListener("open", ({ detail }) => view(detail, gallery));
gallery.addEventListener("remove", ({ detail }) => remove(detail));
gallery.addEventListener("tag", ({ detail }) => finder.change({ tags: [...new Set([...finder.state.tags, detail])] }));
gallery.addEventListener("similar", ({ detail }) => {
  input.value = `#${detail.id}`;
  sum.previews.set(`#${detail.id}`, detail.thumbnail);
  finder.change({ q: input.value });
  scrollTo({ top: 0 });
});

addEventListener("popstate", async () => {
  await finder.follow();
  input.value = finder.state.q;
  await finder.find();
});
addEventListener("pagehide", () => leaving.forEach((end) => end()));
addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select, dialog") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") input.select();
  else if (event.key === "?") showKeys();
  else return;
  event.preventDefault();
});
document.getElementById("help").addEventListener("click", () => showKeys());
document.getElementById("add")?.addEventListener("click", () => chooseFiles(showAgain));
receivePictures(searchWith, (files) => addFiles(files, showAgain));

document.documentElement.classList.add("scripted");
if (matchMedia("(hover: hover)").matches) input.focus({ preventScroll: true });
const refused = Object.assign(new Error(problem.textContent), { code: problem.dataset.code });
await finder.start(JSON.parse(document.getElementById("first").textContent), refused);
if (input.value !== finder.state.q) finder.change({ q: input.value }, "typing"); // before anybody listened
