// The page of words: a word or a sum, what is near to it, and the map of both.

import { address, ask } from "./api.js";
import { showKeys } from "./dialogs.js";
import { make } from "./elements.js";
import { mindEnglish } from "./english.js";
import { Latest } from "./latest.js";
import "./near.js";
import { describeError } from "./problems.js";
import { isUnfinished } from "./query-writing.js";
import { say } from "./texts.js";
import "./word-map.js";

const KEYS = [["/", "keys.search"], ["Esc", "keys.escape"], ["?", "keys.help"]];
const PAUSE = 150; // milliseconds without a key, after which what is typed is asked for
const NEIGHBOURS = 24; // as the server shows first

const input = document.querySelector(".ask input[type=search]");
const [near, map, shown] = ["pw-near", "pw-word-map", ".words"].map((name) => document.querySelector(name));
const [status, problem, notes] = ["status", "problem", "notes"].map((id) => document.getElementById(id));
const layouts = [...document.querySelectorAll("input[name=layout]")];
const latest = new Latest();
const titleAlone = `${say("nav.words")} – Pixword`;
let timer = null;

const layout = () => layouts.find((own) => own.checked).value;

function writeAddress(q, lasting) {
  const params = { q, layout: layout() === "pca" ? null : layout() };
  const wanted = address("/words", params);
  document.title = q ? `${q} – Pixword` : titleAlone;
  if (wanted === location.pathname + location.search) return;
  if (lasting) history.pushState(null, "", wanted);
  else history.replaceState(null, "", wanted);
}

/** Asks for a sum; a blank one shows nothing. */
function find(q) {
  clearTimeout(timer);
  mindEnglish(q);
  if (!q) {
    latest.end();
    return rest();
  }
  near.setAttribute("aria-busy", "true");
  return latest.run((signal) => request(q, signal), (answer) => take(q, answer), fail);
}

async function request(q, signal) {
  const answer = await ask("/v1/words/analogy", { params: { q, k: NEIGHBOURS }, signal });
  const [first, second, ...others] = answer.asked.map(({ word }) => word);
  if (!second || others.length || !isPlainSum(q)) return answer;
  const { similarity } = await ask("/v1/words/similarity", { params: { first, second }, signal });
  return { ...answer, similarity };
}

/** Whether nothing is subtracted or weighed, so that two words are compared as they are. */
function isPlainSum(q) {
  return !/(^|\s)[-\u2212\u2013\uff0d]|[*×]/.test(q);
}

function take(q, { neighbours, asked, similarity }) {
  near.removeAttribute("aria-busy");
  near.show(q, neighbours);
  shown.hidden = false;
  problem.hidden = true;
  status.textContent = say("words.near", { q });
  showNotes(asked, similarity);
  showMap(asked, neighbours);
}

function showNotes(asked, similarity) {
  const lines = asked.filter(({ source }) => source !== "vocabulary").map(({ word, source }) => say(`words.${source}`, { word }));
  if (similarity !== undefined) lines.unshift(say("words.alike", { score: similarity.toFixed(2) }));
  notes.replaceChildren(...lines.map((line) => make("p", {}, line)));
}

function showMap(asked, neighbours) {
  map.show(asked.map(({ word }) => word), neighbours.map(({ word }) => word), layout());
}

function fail(error) {
  rest();
  problem.replaceChildren(...describeError(error));
  problem.hidden = false;
}

function rest() {
  near.removeAttribute("aria-busy");
  shown.hidden = true;
  problem.hidden = true;
  status.textContent = "";
  notes.replaceChildren();
  map.clear();
}

function go(q) {
  input.value = q;
  writeAddress(q, true);
  find(q);
}

function follow() {
  const held = new URLSearchParams(location.search);
  const wanted = layouts.find(({ value }) => value === held.get("layout")) ?? layouts[0];
  wanted.checked = true;
  input.value = held.get("q") ?? "";
  document.title = input.value.trim() ? `${input.value.trim()} – Pixword` : titleAlone;
  return find(input.value.trim());
}

input.addEventListener("input", () => {
  clearTimeout(timer);
  const q = input.value.trim();
  if (isUnfinished(q)) return;
  timer = setTimeout(() => {
    writeAddress(q, false);
    find(q);
  }, PAUSE);
});
input.form.addEventListener("submit", (event) => {
  event.preventDefault();
  go(input.value.trim());
});
for (const own of layouts) {
  own.addEventListener("change", () => {
    const q = input.value.trim();
    writeAddress(q, true);
    find(q);
  });
}
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.asks");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const href = typeof link.href === "string" ? link.href : link.href.baseVal;
  go(new URL(href, location).searchParams.get("q"));
  if (matchMedia("(hover: hover)").matches) input.focus({ preventScroll: true }); // no keyboard on a phone
  scrollTo({ top: 0 });
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

document.documentElement.classList.add("scripted");
const first = JSON.parse(document.getElementById("first").textContent);
const asked = new URLSearchParams(location.search).get("q") ?? "";
if (input.value !== asked) go(input.value.trim()); // typed before anybody listened
else if (first) showMap(first.asked, first.neighbours);
