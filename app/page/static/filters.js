// Filters by tag and metadata, with counts, and the cut-off by relevance.

import { address } from "./api.js";
import "./cut-off.js";
import { button, make, tell } from "./elements.js";
import { countFacets, UNCOUNTED, uncounted } from "./facet-counts.js";
import { chosenOf, fieldFacet, furtherConditions, isChoice, isRange, isTyping, tagFacet } from "./facets.js";
import { Latest } from "./latest.js";
import { filterOf } from "./query-address.js";
import { say } from "./texts.js";

const EVERYTHING = { tags: [], fields: {}, area: null, others: [], cut: null };

/** Events: `narrow` with a part of the state: tags, fields, area, others, cut. */
export class Filters extends HTMLElement {
  connectedCallback() {
    this.heading = make("summary", {}, say("filters"));
    this.clear = button(say("filters.clear"), () => this.clearAll(), { class: "quiet clear", hidden: true });
    this.cut = make("pw-cut-off", { hidden: true });
    this.area = make("p", { hidden: true });
    this.counting = make("p", { class: "hint", hidden: true }, say("filters.counting"));
    this.facets = make("div");
    const open = matchMedia("(min-width: 62rem)").matches;
    this.append(this.clear, make("details", { open }, this.heading, this.area, this.cut, this.counting, this.facets));
    this.opened = new Set();
    this.latest = new Latest();
    this.addEventListener("narrow", ({ detail: { going, ...change } }) => this.take({ ...this.state, ...change }));
  }

  /**
   * Shows what holds, and counts anew what it lets through.
   * @param {object} state of the finder.
   * @param {{searches: boolean, calibrated: boolean, refused: boolean}} query whether there is one, whether a cut-off by relevance
   *   is possible, and whether the server refused it: it would refuse to count as well.
   */
  show(state, { searches, calibrated, refused }) {
    this.cuts = searches && calibrated;
    this.cut.hidden = !this.cuts;
    this.counting.hidden = !searches;
    this.take(state);
    const asked = JSON.stringify(filterOf(state));
    if (this.asked === asked) return;
    this.asked = refused ? null : asked;
    if (refused) {
      this.latest.end();
      this.draw(UNCOUNTED);
      return;
    }
    this.latest.run((signal) => countFacets(state, signal), (counts) => this.draw(counts), (error) => this.fail(error));
  }

  /** Forgets the counts: items came or went. */
  renew() {
    this.asked = null;
  }

  /** Takes up what holds from now on, before it is answered. */
  take(state) {
    this.state = state;
    this.cut.show(state.cut);
    this.showArea(state.area);
    const { tags, fields, area, others, cut } = state;
    const held = [...tags, ...Object.keys(fields), ...others, area, this.cuts ? cut : null].filter((own) => own !== null);
    this.clear.hidden = !held.length;
    this.heading.textContent = held.length ? say("filters.held", { count: held.length }) : say("filters");
  }

  clearAll() {
    tell(this, "narrow", EVERYTHING);
    this.heading.focus();
  }

  fail(error) {
    this.renew();
    this.draw(UNCOUNTED);
    const sentence = say(error instanceof TypeError ? "filters.unreachable" : "filters.failed");
    this.facets.append(make("p", { class: "status" }, sentence));
  }

  draw({ tags, fields }) {
    const focused = this.facets.contains(document.activeElement) ? document.activeElement : null;
    if (focused && isTyping(focused)) return; // what is typed is asked for next, and drawn then
    const counted = new Set(fields.map(({ field }) => field));
    const missing = Object.keys(this.state.fields).filter((field) => !counted.has(field));
    const parts = [
      furtherConditions(this.further()),
      tagFacet(tags, this.state.tags, (tag, on) => this.chooseTag(tag, on), this.opened),
      ...[...fields, ...missing.map(uncounted)].map((own) => this.fieldFacet(own)),
    ];
    this.facets.replaceChildren(...parts.filter(Boolean));
    if (focused) document.getElementById(focused.id)?.focus();
  }

  fieldFacet(counted) {
    const { field } = counted;
    const choose = (value, on) => {
      const others = chosenOf(this.state.fields[field]).filter((own) => own !== value);
      const wanted = on ? [...others, value] : others;
      this.test(field, wanted.length ? { in: wanted } : null);
    };
    const bound = (name, number) => {
      const { [name]: _, ...others } = this.state.fields[field] ?? {};
      const bounds = number === null ? others : { ...others, [name]: number };
      this.test(field, Object.keys(bounds).length ? bounds : null);
    };
    return fieldFacet(counted, this.state.fields[field], { choose, bound }, this.opened);
  }

  /** Lists the conditions that are neither a tag nor a choice nor a range. */
  further() {
    const tests = Object.entries(this.state.fields).filter(([, test]) => !isChoice(test) && !isRange(test));
    return [
      ...tests.map(([field, test]) => ({ condition: { field, ...test }, remove: () => this.test(field, null) })),
      ...this.state.others.map((condition) => ({
        condition,
        remove: () => tell(this, "narrow", { others: this.state.others.filter((own) => own !== condition) }),
      })),
    ];
  }

  chooseTag(tag, on) {
    const others = this.state.tags.filter((own) => own !== tag);
    tell(this, "narrow", { tags: on ? [...others, tag] : others });
  }

  test(field, wanted) {
    const { [field]: _, ...others } = this.state.fields;
    tell(this, "narrow", { fields: wanted ? { ...others, [field]: wanted } : others });
  }

  showArea(area) {
    this.area.hidden = !area;
    if (!area) return;
    const map = make("a", { href: address("/map", { filter: JSON.stringify(filterOf(this.state)) }) }, say("filters.area"));
    this.area.replaceChildren(map, " ", button(say("filters.everywhere"), () => tell(this, "narrow", { area: null })));
  }
}

customElements.define("pw-filters", Filters);
