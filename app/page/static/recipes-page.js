// The page of recipes: photos, recipes and ingredients find recipes and photos.

import "./cards.js";
import { showKeys } from "./dialogs.js";
import "./dish.js";
import { receivePictures } from "./dropping.js";
import { mindEnglish } from "./english.js";
import { looksKept } from "./kept.js";
import { describeError } from "./problems.js";
import { isUnfinished, writeQuery } from "./query-writing.js";
import { RecipeFinder } from "./recipe-finder.js";
import { nameOfRecipe, termsOf } from "./recipe-parts.js";
import { viewRecipe } from "./recipe-view.js";
import { say } from "./texts.js";

const NO_PICTURE = ["UnreadablePicture", "PictureTooLarge", "PictureTooSlow"];
const KEYS = [["/", "keys.search"], ["↓", "keys.first"], ["← → ↑ ↓", "keys.recipes"], ["Enter", "keys.enter"], ["Esc", "keys.escape"],
  ["?", "keys.help"]];
const PAUSE = 150; // milliseconds without a key, after which what is typed is asked for

const input = document.querySelector(".ask input[type=search]");
const [cards, dish] = ["pw-cards", "pw-dish"].map((name) => document.querySelector(name));
const [status, problem] = ["status", "problem"].map((id) => document.getElementById(id));
const targets = [...document.querySelectorAll("input[name=target]")];
const finder = new RecipeFinder();
const previews = new Map(); // addresses of the person's own pictures, by name
let timer = null;
let terms = [];

function entitle() {
  const q = finder.state.q.trim();
  document.title = `${q || say("nav.recipes")} – Pixword`;
}

function takeUp(answer) {
  terms = termsOf(answer);
  problem.hidden = true;
  cards.removeAttribute("aria-busy");
  dish.show(terms, lookUp);
  entitle();
}

function describe(shown, { query, next }) {
  if (query && !shown) return document.querySelector(".empty") ? "" : say("recipes.none");
  if (query) return say(next ? "recipes.first" : "recipes.found", { count: shown });
  return next ? say("recipes.some", { count: shown }) : shown ? say("recipes.count", { count: shown }) : "";
}

function showAnswer({ detail }) {
  const found = detail.hits ?? detail.recipes;
  takeUp(detail);
  cards.show(found, terms, finder.state.target);
  status.textContent = describe(found.length, detail);
}

function showMore({ detail }) {
  cards.add(detail.hits ?? detail.recipes, terms, finder.state.target);
  status.textContent = describe(cards.list.children.length, detail);
}

/** What was found before is no answer to a query that is refused. */
function showProblem({ detail }) {
  if (detail.code) cards.show([], [], finder.state.target);
  tellProblem(detail);
  const unread = finder.named().filter(([name]) => !terms.some(({ picture }) => picture === name));
  if (NO_PICTURE.includes(detail.code) && unread.length) takeBack(unread, detail);
}

/** Asks again without the files that are no pictures, and still says what is wrong with them. */
async function takeBack(unread, refusal) {
  for (const [name] of unread) finder.pictures.delete(name);
  await go({ q: writeQuery(terms) }, false);
  tellProblem(refusal);
}

function tellProblem(detail) {
  const lost = finder.state.q.split(/\s+/).find((word) => looksKept(word));
  const isLost = detail.code === "UnknownPicture" && lost;
  problem.replaceChildren(...(isLost ? [say("found.lost", { name: lost })] : describeError(detail)));
  problem.hidden = false;
  if (!cards.list.children.length) status.textContent = "";
  cards.removeAttribute("aria-busy");
  entitle();
}

/** Tells the name and the picture of a term, as soon as they are known. */
async function lookUp({ item, picture }) {
  if (picture) return { preview: preview(picture) };
  if (!item) return {};
  const recipe = await finder.recipe(item).catch(() => null);
  return recipe ? { text: nameOfRecipe(recipe), preview: recipe.thumbnail } : {};
}

function preview(name) {
  if (!previews.has(name) && finder.pictures.has(name)) previews.set(name, URL.createObjectURL(finder.pictures.get(name)));
  return previews.get(name);
}

function go(change, lasting = true) {
  clearTimeout(timer);
  if ("q" in change) input.value = change.q;
  for (const own of targets) own.checked = own.value === (change.target ?? finder.state.target);
  return finder.change(change, lasting);
}

async function searchWith(files) {
  const names = await Promise.all(files.map((file) => finder.own(file)));
  const others = terms.filter(({ picture }) => !names.includes(picture));
  await go({ q: writeQuery([...names.map((picture) => ({ weight: 1, picture })), ...others]) });
  scrollTo({ top: 0 });
}

async function start(first) {
  const namesPictures = await finder.follow();
  const target = [...targets].find(({ checked }) => checked).value;
  const { state } = finder;
  if (input.value !== state.q || target !== state.target) await go({ q: input.value, target }); // before anybody listened
  else if (first && !namesPictures) {
    finder.take(first, "first");
    takeUp(first);
    cards.look();
  } else if (namesPictures) await finder.find();
}

async function follow() {
  await finder.follow();
  input.value = finder.state.q;
  for (const own of targets) own.checked = own.value === finder.state.target;
  await finder.find();
}

finder.addEventListener("asking", () => {
  cards.setAttribute("aria-busy", "true");
  mindEnglish(finder.state.q);
});
finder.addEventListener("answer", showAnswer);
finder.addEventListener("more", showMore);
finder.addEventListener("problem", showProblem);
cards.addEventListener("near-end", () => finder.more());
cards.addEventListener("open", async ({ detail }) => viewRecipe(await finder.recipe(detail)));
dish.addEventListener("terms", ({ detail }) => go({ q: writeQuery(detail) }));
dish.addEventListener("pictures", ({ detail }) => searchWith(detail));
input.addEventListener("input", () => {
  clearTimeout(timer);
  if (!isUnfinished(input.value)) timer = setTimeout(() => finder.change({ q: input.value }, false), PAUSE);
});
input.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown") return;
  event.preventDefault();
  cards.enter();
});
input.form.addEventListener("submit", (event) => {
  event.preventDefault();
  go({ q: input.value });
});
for (const own of targets) own.addEventListener("change", () => go({ target: own.value }));
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.asks");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const held = new URL(link.href).searchParams;
  link.closest("dialog[open]")?.close();
  go({ q: held.get("q"), target: held.get("target") ?? "recipes" });
  scrollTo({ top: 0 });
  dish.enter();
});
addEventListener("popstate", follow);
addEventListener("keydown", (event) => {
  if (event.target.closest("input, dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") input.select();
  else if (event.key === "?") showKeys(KEYS);
  else return;
  event.preventDefault();
});
document.getElementById("help").addEventListener("click", () => showKeys(KEYS));
receivePictures(searchWith);

document.documentElement.classList.add("scripted");
start(JSON.parse(document.getElementById("first").textContent));
