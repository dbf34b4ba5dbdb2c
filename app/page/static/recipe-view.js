// One recipe, above the others: photo, ingredients, steps, and where it leads.

import { address } from "./api.js";
import { openDialog } from "./dialogs.js";
import { make } from "./elements.js";
import { writeText } from "./query-writing.js";
import { asks, ingredientEntry, linesOf, nameOfRecipe } from "./recipe-parts.js";
import { percent, say } from "./texts.js";

/** Shows a recipe; links of the class `asks` lead on from it. */
export function viewRecipe(recipe) {
  const inside = make("div", { class: `recipe${recipe.image ? " pictured" : ""}` });
  if (recipe.image) {
    inside.append(make("a", { class: "photo", href: recipe.image },
      make("img", { src: recipe.image, alt: nameOfRecipe(recipe), width: String(recipe.width), height: String(recipe.height) })));
  }
  inside.append(make("div", {}, links(recipe), ...ingredients(recipe), ...steps(recipe), facts(recipe)));
  return openDialog(nameOfRecipe(recipe), [inside], { kind: "viewer" });
}

function links({ id, title }) {
  const self = [{ weight: 1, item: id }];
  return make("p", { class: "buttons" },
    asks(self, "recipes", say("recipes.like")), asks(self, "photos", say("recipes.photos")),
    title ? make("a", { href: address("/", { q: writeText(title) }) }, say("recipes.pictures")) : null,
    make("a", { href: address(`/recipes/${id}`) }, say("recipes.page")));
}

function ingredients(recipe) {
  const lines = linesOf(recipe);
  if (!lines.length) return [];
  const self = [{ weight: 1, item: recipe.id }];
  return [make("h3", {}, say("recipes.ingredients")),
    make("ul", { class: "ingredients" }, ...lines.map((line) => ingredientEntry(line, self, self, "recipes")))];
}

function steps({ instructions }) {
  if (!instructions.length) return [];
  return [make("h3", {}, say("recipes.steps")), make("ol", { class: "steps" }, ...instructions.map((step) => make("li", {}, step)))];
}

function facts({ metadata, relevance, score }) {
  const found = score === undefined ? [] : [[say("score"), score.toFixed(3)]];
  if (typeof relevance === "number") found.unshift([say("relevance"), percent(relevance)]);
  const kept = Object.entries(metadata).map(([field, value]) => [field, Array.isArray(value) ? value.join(", ") : String(value)]);
  return make("dl", { class: "facts" }, ...[...found, ...kept].flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
}
