// Recipes as cards: photo, title, relevance, and what their ingredients say.

import { address } from "./api.js";
import { make, tell } from "./elements.js";
import { ingredientEntry, linesOf, nameOfRecipe } from "./recipe-parts.js";
import { percent, say } from "./texts.js";

const MOST_LINES = 6; // as the server shows first
const ASK_AHEAD = "1200px";
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Events: `open` with the number of a recipe; `near-end`. */
export class Cards extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("ul");
    this.end = make("div");
    this.append(this.end);
    this.watch = new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && tell(this, "near-end"), { rootMargin: ASK_AHEAD });
    this.addEventListener("click", (event) => this.open(event));
    this.addEventListener("keydown", (event) => this.step(event));
  }

  disconnectedCallback() {
    this.watch.disconnect();
  }

  /** Shows recipes. */
  show(recipes, terms, target) {
    this.list.replaceChildren();
    this.add(recipes, terms, target);
  }

  /** Shows further recipes behind the others. */
  add(recipes, terms, target) {
    this.list.append(...recipes.map((recipe) => card(recipe, terms, target)));
    this.look();
  }

  /** Tells, now or when it is scrolled to, that the end is near. */
  look() {
    this.watch.unobserve(this.end);
    this.watch.observe(this.end);
  }

  /** Goes to the first card. */
  enter() {
    this.list.querySelector(".opens")?.focus();
  }

  open(event) {
    const link = event.target.closest(".opens");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    tell(this, "open", Number(link.closest("li").dataset.id));
  }

  /** Arrows lead from title to title, past the ingredients. */
  step(event) {
    if (!STEPS[event.key] || !event.target.matches(".opens")) return;
    const links = [...this.list.querySelectorAll(".opens")];
    const next = links[links.indexOf(event.target) + STEPS[event.key]];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}

function card(recipe, terms, target) {
  const { id, thumbnail, relevance } = recipe;
  const fewer = terms.length ? terms : [{ weight: 1, item: id }];
  const lines = linesOf(recipe);
  const loudest = [...lines].sort((a, b) => Math.abs(b.share ?? 0) - Math.abs(a.share ?? 0)).slice(0, MOST_LINES);
  const shown = lines.filter((line) => loudest.includes(line));
  const photo = thumbnail ? make("img", { src: thumbnail, alt: "", loading: "lazy" }) : make("span", { class: "unpictured", "aria-hidden": "true" });
  return make("li", { "data-id": id },
    make("h2", {}, make("a", { class: "opens", href: address(`/recipes/${id}`) }, photo, make("span", {}, nameOfRecipe(recipe)))),
    typeof relevance === "number" ? make("p", { class: "relevance" }, `${say("relevance")} ${percent(relevance)}`) : null,
    make("ul", { class: "ingredients", "aria-label": say("recipes.ingredients") }, ...shown.map((line) => ingredientEntry(line, terms, fewer, target))),
    lines.length > shown.length ? make("p", { class: "further" }, say("recipes.further", { count: lines.length - shown.length })) : null);
}

customElements.define("pw-cards", Cards);
