// What is asked for, and what comes back: one state, one request at a time, the newest wins.

import { ask, formOf } from "./api.js";
import { keepOwn, keptIn, looksKept } from "./kept.js";
import { Latest } from "./latest.js";
import { askForMap } from "./map-asking.js";
import { filterOf, readAddress, writeAddress } from "./query-address.js";

const PAGE = 60;

/**
 * Leaves out the end of a query that somebody is still typing: a sign, a weight; closes a quote.
 * Everything else that is wrong is the server's to say.
 */
export function complete(q) {
  const quotes = q.replace(/\\./g, "").match(/"/g) ?? []; // an escaped one closes nothing
  const closed = quotes.length % 2 ? `${q}"` : q;
  return closed.replace(/(^|\s)[+\-−](\s*\d+(\.\d*)?\*?)?\s*("")?$/, "").replace(/\s*""$/, "");
}

/** Nothing is asked for. */
export const NOTHING = { q: "", terms: null, tags: [], fields: {}, area: null, others: [], cut: null };

/**
 * Tells its listeners:
 * `answer`: hits or items came, `more`: further ones came, `problem`: the server refused,
 * or a picture is `lost`, `stuck`: further ones did not come, `asking`: a request began, `pending`: it waits for the map that its area lies on.
 */
export class Finder extends EventTarget {
  constructor() {
    super();
    this.state = { ...NOTHING };
    this.pictures = new Map();
    this.next = null;
    this.isStuck = false;
    this.finding = null;
    this.latest = new Latest();
    this.going = null;
  }

  /**
   * Takes up what the address holds.
   * @param {object|null} first the answer that came with the page.
   * @param {Error} refused why none came.
   */
  async start(first, refused) {
    await this.follow();
    if (!this.namesNoPicture() || this.lostPicture()) await this.find();
    else if (first) this.take(first);
    else if (isPending(refused)) await this.find((signal) => this.whenMapped(null, signal));
    else this.fail(refused);
  }

  /** Reads the address anew, after back or forward. */
  async follow() {
    this.state = { ...NOTHING, ...readAddress() };
    for (const [name, file] of await keptIn(this.state.q)) this.pictures.set(name, file);
  }

  /**
   * Changes what is asked for, and asks.
   * @param {object} change parts of the state; `q` replaces terms, `terms` replace q.
   * @param {string|null} going what goes on, such as typing: back leads to what was before it.
   */
  async change(change, going = null) {
    const lasting = going === null || going !== this.going;
    this.going = going;
    const typed = "q" in change ? { terms: null } : {};
    this.state = { ...this.state, ...typed, ...change };
    if (this.state.terms && this.asksNothing()) this.state = { ...this.state, q: "" };
    if (!this.state.terms?.length) this.state = { ...this.state, terms: null };
    writeAddress(this.state, lasting);
    await this.find();
  }

  /** Adds a picture of the person's own, and returns its name. */
  async own(file) {
    const name = await keepOwn(file);
    this.pictures.set(name, file);
    return name;
  }

  /** Asks for the first page, at once or in the way that is given. */
  async find(request = (signal) => this.patiently(null, signal)) {
    const lost = this.lostPicture();
    if (lost) {
      this.latest.end();
      return this.fail({ lost });
    }
    this.isStuck = false;
    this.dispatchEvent(new Event("asking"));
    this.finding = this.latest.run(request, (answer) => this.take(answer), (error) => this.fail(error));
    await this.finding;
  }

  /** Resolves when it is known of which terms the sum is: while somebody types, only the answer says it. */
  async settled() {
    for (let awaited; !this.state.terms && awaited !== this.finding;) {
      awaited = this.finding;
      await awaited;
    }
  }

  /** Asks for the next page, unless there is none, an answer is on its way, or the last try failed. */
  async more() {
    if (!this.next || this.latest.busy || this.isStuck) return;
    await this.latest.run(
      (signal) => this.patiently(this.next, signal),
      (answer) => this.takeMore(answer),
      (error) => this.stick(error),
    );
  }

  /** Tries again where the next page did not come. */
  goOn() {
    this.isStuck = false;
    return this.more();
  }

  stick(error) {
    this.isStuck = true;
    this.dispatchEvent(new CustomEvent("stuck", { detail: error }));
  }

  async patiently(cursor, signal) {
    try {
      return await this.request(cursor, signal);
    } catch (error) {
      if (!isPending(error)) throw error;
      return this.whenMapped(cursor, signal);
    }
  }

  /** Asks when the map is there; before, its area would be refused. */
  async whenMapped(cursor, signal) {
    const pending = () => this.dispatchEvent(new Event("pending"));
    pending();
    await askForMap({ filter: this.filterText() }, pending, signal);
    return this.patiently(cursor, signal);
  }

  takeMore(answer) {
    this.next = answer.next;
    this.dispatchEvent(new CustomEvent("more", { detail: answer }));
  }

  take(answer) {
    this.next = answer.next;
    if (answer.query && this.state.terms) {
      this.state = { ...this.state, q: answer.query.q };
      writeAddress(this.state, false);
    }
    this.dispatchEvent(new CustomEvent("answer", { detail: answer }));
  }

  fail(error) {
    this.next = null;
    this.dispatchEvent(new CustomEvent("problem", { detail: error }));
  }

  asksNothing() {
    const { terms, q } = this.state;
    return terms ? !terms.some(({ weight }) => weight) : !complete(q).trim();
  }

  namesNoPicture() {
    return ![...this.pictures.keys()].some((name) => this.state.q.includes(name));
  }

  request(cursor, signal) {
    if (this.asksNothing()) {
      const params = { k: PAGE, newest_first: true, cursor, filter: this.filterText() };
      return ask("/v1/items", { params, signal });
    }
    const query = { ...this.query(), k: PAGE, cursor };
    const pictures = [...this.pictures].filter(([name]) => this.names(name));
    if (!pictures.length) return ask("/v1/search", { json: query, signal });
    return ask("/v1/search", { form: formOf("query", query, pictures), signal });
  }

  /** The query as the API takes it, without paging. */
  query() {
    const { q, terms, cut } = this.state;
    const asked = terms ? { terms: terms.filter(({ weight }) => weight) } : { q: complete(q) };
    const filter = this.filter();
    return { ...asked, ...(filter && { filter }), ...(cut !== null && { min_relevance: cut }) };
  }

  /** Filters as one condition, or null. */
  filter() {
    return filterOf(this.state);
  }

  filterText() {
    const filter = this.filter();
    return filter && JSON.stringify(filter);
  }

  /** Returns the name of a picture of the query that this browser does not have. */
  lostPicture() {
    const { q, terms } = this.state;
    const words = terms ? terms.map(({ picture }) => picture ?? "") : q.split(/\s+/);
    const names = words.filter(looksKept).map((word) => word.replace(/^[\d.]+\*/, ""));
    return names.find((name) => !this.pictures.has(name)) ?? null;
  }

  names(name) {
    const { q, terms } = this.state;
    return terms ? terms.some((term) => term.picture === name && term.weight) : q.includes(name);
  }
}

function isPending({ code }) {
  return code === "MapPending";
}
