// Filters by tag and metadata, with counts, and the cut-off by relevance.

import { address, ask } from "./api.js";
import { button, make, tell } from "./elements.js";
import { percent, say } from "./texts.js";

const SHOWN = 12; // values of a field, until more are asked for
const FEW = 2;

/** Events: `narrow` with a part of the state: tags, fields, area, cut. */
export class Filters extends HTMLElement {
  connectedCallback() {
    this.cut = this.makeCut();
    this.area = make("p", { hidden: true });
    this.facets = make("div");
    this.box = make("details", { open: matchMedia("(min-width: 62rem)").matches }, make("summary", {}, say("filters")), this.area, this.cut, this.facets);
    this.append(this.box);
    this.opened = new Set();
  }

  /** Counts anew what the filters let through. */
  async show(state, filterText, { calibrated }) {
    this.state = state;
    this.showCut(state, calibrated);
    this.showArea(state.area, filterText);
    if (this.asked === filterText && this.facets.childElementCount) return;
    this.asked = filterText;
    try {
      const facets = await ask("/v1/items/facets", { params: { filter: filterText, k: 60 } });
      if (this.asked === filterText) this.draw(facets);
    } catch {
      this.facets.replaceChildren(make("p", { class: "status" }, say("filters.failed")));
    }
  }

  /** Forgets the counts: items came or went. */
  renew() {
    this.asked = null;
  }

  draw({ tags, fields }) {
    const held = this.contains(document.activeElement) ? document.activeElement.id : null;
    const parts = [this.tagFacet(tags), ...fields.map((field) => this.fieldFacet(field))];
    this.facets.replaceChildren(...parts.filter(Boolean));
    if (held) document.getElementById(held)?.focus();
  }

  tagFacet(tags) {
    const chosen = this.state.tags.filter((own) => !tags.some(({ tag }) => tag === own));
    const all = [...chosen.map((tag) => ({ tag, count: 0 })), ...tags];
    if (!all.length) return null;
    const rows = all.map(({ tag, count }) => this.row(tag, count, this.state.tags.includes(tag), `tag-${tag}`, (on) => {
      const tags = this.state.tags.filter((own) => own !== tag);
      tell(this, "narrow", { tags: on ? [...tags, tag] : tags });
    }));
    return this.group(say("tags"), rows);
  }

  fieldFacet({ field, values, least, greatest }) {
    const test = this.state.fields[field];
    if (typeof least === "number" && greatest > least) return this.range(field, least, greatest, test ?? {});
    const chosen = test?.in ?? (test && "eq" in test ? [test.eq] : []);
    const tellsApart = values.length >= FEW && values.some(({ count }) => count > 1);
    if (!tellsApart && !chosen.length) return null;
    const rows = values.map(({ value, count }) => this.row(String(value), count, chosen.includes(value), `field-${field}-${value}`, (on) => {
      const wanted = on ? [...chosen, value] : chosen.filter((own) => own !== value);
      this.test(field, wanted.length ? { in: wanted } : null);
    }));
    return this.group(field, rows);
  }

  range(field, least, greatest, test) {
    const bound = (name, placeholder) => make("input", {
      type: "number", step: "any", value: test[name] === undefined ? "" : String(test[name]), placeholder: String(placeholder),
      "aria-label": say(name === "gte" ? "filters.from" : "filters.to", { field }), id: `range-${field}-${name}`,
      onchange: (event) => {
        const { [name]: _, ...rest } = test;
        const bounds = event.target.value === "" ? rest : { ...rest, [name]: Number(event.target.value) };
        this.test(field, Object.keys(bounds).length ? bounds : null);
      },
    });
    return this.group(field, null, make("div", { class: "range" }, bound("gte", least), "–", bound("lte", greatest)));
  }

  test(field, wanted) {
    const { [field]: _, ...others } = this.state.fields;
    tell(this, "narrow", { fields: wanted ? { ...others, [field]: wanted } : others });
  }

  row(text, count, checked, id, onchange) {
    return make("li", {}, make("label", {},
      make("input", { type: "checkbox", checked, id, onchange: (event) => onchange(event.target.checked) }),
      make("span", {}, text), count ? make("span", { class: "count" }, String(count)) : null));
  }

  group(title, rows, content = null) {
    const all = this.opened.has(title);
    const shown = rows && (all ? rows : rows.slice(0, SHOWN));
    const more = rows && rows.length > shown.length ? button(say("filters.more"), () => {
      this.opened.add(title);
      list.replaceChildren(...rows);
      more.remove();
    }, { class: "quiet" }) : null;
    const list = rows && make("ul", {}, ...shown);
    return make("details", { open: true }, make("summary", {}, title), content, list, more);
  }

  makeCut() {
    this.output = make("output");
    this.slider = make("input", {
      type: "range", min: "0", max: "0.95", step: "0.05", "aria-label": say("cut"),
      oninput: () => {
        const cut = Number(this.slider.value) || null;
        this.sayCut(cut);
        tell(this, "narrow", { cut, going: "cut" });
      },
    });
    return make("label", { class: "cut", hidden: true }, make("span", {}, say("cut"), " ", this.output), this.slider);
  }

  showCut({ cut }, calibrated) {
    this.cut.hidden = !calibrated;
    if (document.activeElement !== this.slider) this.slider.value = String(cut ?? 0);
    this.sayCut(cut);
  }

  sayCut(cut) {
    this.output.value = cut ? say("cut.from", { share: percent(cut) }) : say("cut.none");
  }

  showArea(area, filterText) {
    this.area.hidden = !area;
    if (!area) return;
    const map = make("a", { href: address("/map", { filter: filterText }) }, say("filters.area"));
    this.area.replaceChildren(map, " ", button(say("filters.everywhere"), () => tell(this, "narrow", { area: null })));
  }
}

customElements.define("pw-filters", Filters);
