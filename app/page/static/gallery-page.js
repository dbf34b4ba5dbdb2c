// The page of pictures: search, sum, gallery, filters, adding, deleting.

import { addFiles, chooseFiles } from "./adding.js";
import { mayWrite } from "./api.js";
import { showCommands } from "./copying.js";
import { showKeys } from "./dialogs.js";
import { receivePictures } from "./dropping.js";
import "./filters.js";
import { Finder } from "./finder.js";
import "./gallery.js";
import { GalleryStatus } from "./gallery-status.js";
import { rememberAsked } from "./last-asked.js";
import { keepPlaces, returnToPlace } from "./place.js";
import { Removals } from "./removing.js";
import "./sum.js";
import { speakFor } from "./terms.js";
import { say } from "./texts.js";
import { nameOfEntry } from "./tile.js";
import { toast } from "./toasts.js";
import { view } from "./viewer.js";

const [gallery, sum, filters] = ["pw-gallery", "pw-sum", "pw-filters"].map((name) => document.querySelector(name));
const input = document.querySelector(".ask input[type=search]");
const finder = new Finder();
const status = new GalleryStatus(gallery, finder);
const removals = new Removals({ undone: bringBack, failed: failToRemove, done: () => filters.renew() });
const places = new Map(); // of entries that are being deleted, in the answer that is shown
const shown = { next: null, query: null }; // with the entries

sum.files = finder.pictures;

function showAnswer({ detail: { hits, items, query, next } }) {
  const { terms, q } = finder.state;
  status.calm();
  gallery.show(removals.without(hits ?? items), speakFor);
  places.clear();
  Object.assign(shown, { next, query });
  if (!terms) sum.show(query?.terms ?? []);
  else input.value = q;
  document.title = q ? `${q} – Pixword` : "Pixword";
  status.sayHowMany(shown);
  showFilters(hits ?? []);
  rememberAsked();
}

function showFilters(hits, refused = false) {
  const calibrated = hits.some(({ relevance }) => relevance !== null) || finder.state.cut !== null;
  filters.show(finder.state, { searches: !finder.asksNothing(), calibrated, refused });
}

function showProblem({ detail }) {
  status.sayProblem(detail);
  showFilters([], true);
}

function showMore({ detail: { hits, items, next } }) {
  status.calm();
  gallery.append(removals.without(hits ?? items));
  shown.next = next;
  status.sayHowMany(shown);
}

async function addTerm(entry, weight) {
  await finder.settled();
  if (sum.add({ item: entry.id, weight }, entry.thumbnail)) toast(say(weight < 0 ? "sum.subtracted" : "sum.added", { name: nameOfEntry(entry) }));
}

async function searchWith(files) {
  for (const file of files) {
    const name = await finder.own(file);
    await finder.settled();
    sum.add({ picture: name, weight: 1 }, URL.createObjectURL(file));
  }
  scrollTo({ top: 0 });
}

/** Asks for what comes next; resolves to whether something did. */
function more() {
  if (!finder.next || finder.isStuck) return false;
  return new Promise((resolve) => {
    for (const told of ["more", "stuck", "asking"]) finder.addEventListener(told, () => resolve(told === "more"), { once: true });
    finder.more(); // unless the gallery did, when its end came near
  });
}

async function showAgain() {
  filters.renew();
  await finder.find();
}

function remove(entry) {
  if (!mayWrite || !removals.begin(entry)) return;
  places.set(entry.id, gallery.withdraw(entry.id));
  status.sayHowMany(shown);
}

/** Where the answer is still the one that it was taken from, everything else stays where it is. */
function bringBack(entry) {
  const place = places.get(entry.id) ?? -1;
  if (place < 0) finder.find();
  else gallery.restore(entry, place);
  status.sayHowMany(shown);
}

function failToRemove(entry, error) {
  bringBack(entry);
  showProblem({ detail: error });
}

/** Shows an entry; where it is closed, one goes on from there. */
function open(entry) {
  const place = gallery.entries.findIndex(({ id }) => id === entry.id);
  gallery.focusOn(place);
  view(entry, gallery, (step) => (place < 0 ? null : gallery.entries[place + step]));
}

finder.addEventListener("asking", () => status.sayBusy());
finder.addEventListener("answer", showAnswer);
finder.addEventListener("pending", () => status.sayPending());
finder.addEventListener("problem", showProblem);
finder.addEventListener("more", showMore);
finder.addEventListener("stuck", ({ detail }) => status.sayStuck(detail));

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
gallery.addEventListener("open", ({ detail }) => open(detail));
gallery.addEventListener("changed", ({ detail }) => {
  gallery.renew(detail);
  filters.renew();
  showFilters(shown.query ? gallery.entries : []);
});
gallery.addEventListener("remove", ({ detail }) => remove(detail));
gallery.addEventListener("tag", ({ detail }) => finder.change({ tags: [...new Set([...finder.state.tags, detail])] }));
gallery.addEventListener("similar", ({ detail }) => {
  input.value = `#${detail.id}`;
  sum.previews.set(`#${detail.id}`, detail.thumbnail);
  finder.change({ q: input.value });
  scrollTo({ top: 0 });
});

addEventListener("popstate", async () => {
  finder.going = null;
  await finder.follow();
  input.value = finder.state.q;
  await finder.find();
  await returnToPlace(more);
});
keepPlaces();
addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select, dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
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
await finder.start(JSON.parse(document.getElementById("first").textContent), status.refused);
if (input.value !== finder.state.q) finder.change({ q: input.value }, "typing"); // before anybody listened
else await returnToPlace(more);
