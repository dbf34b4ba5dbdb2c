// What the list of recipes and the view of one have in common; recipe-parts.html makes the same.

import { address } from "./api.js";
import { make } from "./elements.js";
import { writeQuery } from "./query-writing.js";
import { percent, say } from "./texts.js";

/** What a recipe is called. */
export function nameOfRecipe({ id, title }) {
  return title || `#${id}`;
}

/** Terms of an answer's query, as sums are written. */
export function termsOf({ query }) {
  return (query?.terms ?? []).map(({ weight, ingredient, picture, image_url: url, id }) => ({
    weight,
    ...(id ? { item: id } : ingredient ? { text: ingredient } : { picture: picture ?? url }),
  }));
}

/** Adds a term to others; it takes the place of one of the same text. */
export function withTerm(terms, added) {
  return [...terms.filter(({ text }) => text === undefined || text !== added.text), added];
}

/** Makes a link that asks for a sum of terms. */
export function asks(terms, target, text, attributes = {}) {
  const params = { q: writeQuery(terms), target: target === "recipes" ? null : target };
  return make("a", { class: "asks", href: address("/recipes", params), ...attributes }, text);
}

/** Ingredients of a recipe with how much each speaks for the match, where something is asked. */
export function linesOf({ ingredients, voices }) {
  return voices ? voices.map(({ ingredient, share }) => ({ text: ingredient, share })) : ingredients.map((text) => ({ text }));
}

/**
 * Makes an entry of an ingredient.
 * @param {{text, share}} line the ingredient.
 * @param {object[]} terms that it is added to.
 * @param {object[]} fewer terms that it is subtracted from.
 * @param {string} target recipes or photos.
 */
export function ingredientEntry({ text, share }, terms, fewer, target) {
  const sign = (own, base, weight, meaning) => asks(withTerm(base, { weight, text }), target, own, {
    class: "asks sign", "aria-label": meaning, title: meaning,
  });
  const entry = make("li", {}, make("span", { class: "ingredient" }, text), voice(share),
    sign("−", fewer, -1, say("recipes.without", { name: text })), sign("+", terms, 1, say("recipes.with", { name: text })));
  if (share === undefined) return entry;
  entry.style.setProperty("--share", Math.abs(share).toFixed(3));
  if (share) entry.className = share > 0 ? "for" : "against";
  return entry;
}

function voice(share) {
  if (share === undefined) return null;
  const side = share === 0 ? "unknown" : share > 0 ? "for" : "against";
  return make("span", { class: "unseen" }, say(`recipes.voice.${side}`, { share: percent(Math.abs(share)) }));
}
