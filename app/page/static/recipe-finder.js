// What is asked of the recipes, and what comes back; the address holds it.

import { address, ask, formOf } from "./api.js";
import { keepOwn, keptIn } from "./kept.js";
import { Latest } from "./latest.js";

const PAGE = 24;

/**
 * Tells its listeners:
 * `asking`: a request began, `answer`: hits or recipes came, `more`: further ones came,
 * `problem`: the server refused.
 */
export class RecipeFinder extends EventTarget {
  constructor() {
    super();
    this.state = { q: "", target: "recipes" };
    this.pictures = new Map(); // the person's own, by name
    this.recipes = new Map(); // those that were shown, by number
    this.next = null;
    this.latest = new Latest();
  }

  /** Takes up what the address holds; says whether it names pictures that only the browser has. */
  async follow() {
    const held = new URLSearchParams(location.search);
    this.state = { q: held.get("q") ?? "", target: held.get("target") === "photos" ? "photos" : "recipes" };
    for (const [name, file] of await keptIn(this.state.q)) this.pictures.set(name, file);
    return this.named().length > 0;
  }

  /**
   * Changes what is asked for, and asks.
   * @param {object} change `q`, `target` or both.
   * @param {boolean} lasting whether back leads to what was before.
   */
  async change(change, lasting = true) {
    this.state = { ...this.state, ...change };
    const { q, target } = this.state;
    const wanted = address("/recipes", { q: q.trim(), target: target === "recipes" ? null : target });
    if (wanted !== location.pathname + location.search) history[lasting ? "pushState" : "replaceState"](null, "", wanted);
    await this.find();
  }

  /** Adds a photo of the person's own, and returns its name. */
  async own(file) {
    const name = await keepOwn(file);
    this.pictures.set(name, file);
    return name;
  }

  /** Asks for the first page. */
  async find() {
    this.next = null;
    this.dispatchEvent(new Event("asking"));
    await this.ask("answer");
  }

  /** Asks for the next page, unless there is none or an answer is on its way. */
  async more() {
    if (this.next && !this.latest.busy) await this.ask("more");
  }

  ask(name) {
    return this.latest.run(
      (signal) => this.request(signal),
      (answer) => this.take(answer, name),
      (error) => this.dispatchEvent(new CustomEvent("problem", { detail: error })),
    );
  }

  /** Takes an answer up, and tells of it. */
  take(answer, name) {
    this.next = answer.next;
    for (const recipe of answer.hits ?? answer.recipes) this.recipes.set(recipe.id, recipe);
    this.dispatchEvent(new CustomEvent(name, { detail: answer }));
  }

  request(signal) {
    const paging = { k: PAGE, ...(this.next && { cursor: this.next }) };
    const { q, target } = this.state;
    if (!q.trim()) return ask("/v1/recipes", { params: paging, signal });
    const query = { q, target, ...paging };
    const pictures = this.named();
    if (!pictures.length) return ask("/v1/recipes/search", { json: query, signal });
    return ask("/v1/recipes/search", { form: formOf("query", query, pictures), signal });
  }

  /** The person's own pictures that the query names. */
  named() {
    return [...this.pictures].filter(([name]) => this.state.q.includes(name));
  }

  /** Returns a recipe that was shown, or asks for it. */
  async recipe(id) {
    if (!this.recipes.has(id)) this.recipes.set(id, await ask(`/v1/recipes/${id}`));
    return this.recipes.get(id);
  }
}
