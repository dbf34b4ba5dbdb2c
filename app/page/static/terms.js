// Terms of a sum: what they are called, their colours, and what they say of a hit.

import { withoutDigits } from "./kept.js";
import { say } from "./texts.js";

const HUES = [160, 35, 265, 340, 205, 85, 15, 300];

/** Colour of a term by its place; of one lightness, so that none stands out. */
export function colourOf(place) {
  return `oklch(65% .15 ${HUES[place % HUES.length]})`;
}

/** What a term is called. */
export function nameOfTerm(term) {
  if (term.item) return `#${term.item}`;
  return term.text ?? term.picture ?? term.image_url;
}

/** What a term is called where people read it: digits tell pictures apart for the server alone. */
export function shownName(term) {
  return term.picture ? withoutDigits(term.picture) : nameOfTerm(term);
}

/** Whether two terms speak of the same. */
export function isSame(one, other) {
  return ["text", "picture", "item", "image_url"].every((key) => (one[key] ?? null) === (other[key] ?? null));
}

/**
 * Says which terms speak for a hit and against it: left of the middle against, right of it for.
 * @returns {{text, background}|null} null where a single term says it all.
 */
export function speakFor({ contributions = [] }) {
  if (contributions.length < 2) return null;
  const parts = contributions.map(({ term, score }, place) => ({ name: shownName(term), score, place }));
  const most = Math.max(...parts.map(({ score }) => Math.abs(score)), 1e-6);
  const side = (sign) => parts.filter(({ score }) => Math.sign(score) === sign).sort((a, b) => Math.abs(b.score) - Math.abs(a.score));
  const list = (own) => own.map(({ name, score }) => `${name} ${Math.abs(score).toFixed(2)}`).join(", ");
  const [pro, contra] = [side(1), side(-1)];
  const said = [pro.length ? say("why.for", { terms: list(pro) }) : "", contra.length ? say("why.against", { terms: list(contra) }) : ""];
  return { text: said.filter(Boolean).join(" · "), background: bar(pro, contra, most) };
}

function bar(pro, contra, most) {
  const total = Math.max(sum(pro), sum(contra), most);
  const stops = [];
  let at = 50;
  for (const { place, score } of pro) stops.push(stop(place, at, (at += (50 * score) / total)));
  const right = at;
  at = 50;
  const left = [];
  for (const { place, score } of contra) left.unshift(stop(place, at + (50 * score) / total, at)), (at += (50 * score) / total);
  const ground = "#fff9";
  return `linear-gradient(to right, ${ground} ${at}%, ${[...left, ...stops].join(", ")}, ${ground} ${right}%)`;
}

function sum(parts) {
  return parts.reduce((all, { score }) => all + Math.abs(score), 0);
}

function stop(place, from, to) {
  return `${colourOf(place)} ${from}% ${to}%`;
}
