// The metadata of an item: read as a list, changed as rows of a name, a kind and a value.

import { mayWrite } from "./api.js";
import { button, iconButton, make } from "./elements.js";
import { change } from "./item-editing.js";
import { controlFor, kindOf, KINDS } from "./metadata-values.js";
import { say } from "./texts.js";

/** Makes the metadata; where it may be changed, with a button that opens a form. */
export function metadata(item, { unsaved, changed }) {
  if (!mayWrite && !Object.keys(item.metadata).length) return null;
  const section = make("section", {}, make("h3", {}, say("metadata")));
  let form = null;
  const show = () => {
    form = null;
    const opening = mayWrite ? button(say("metadata.edit"), edit) : null;
    section.replaceChildren(section.firstElementChild, ...[factsOf(item.metadata), opening].filter(Boolean));
    return opening;
  };
  const edit = () => {
    form = new Form(item.metadata, save, () => show().focus());
    section.replaceChildren(section.firstElementChild, form.element);
    form.enter();
  };
  const save = async () => {
    if (!form.check()) return false;
    const saved = await change(item, { metadata: form.read() }, section, changed);
    if (saved) {
      const told = section.lastElementChild;
      show().focus();
      section.append(told);
    }
    return saved;
  };
  unsaved.watch({ isChanged: () => form !== null && form.written() !== JSON.stringify(item.metadata), save });
  show();
  return section;
}

function factsOf(values) {
  const parts = Object.entries(values).flatMap(([field, value]) => [make("dt", {}, field), make("dd", {}, Array.isArray(value) ? value.join(", ") : String(value))]);
  return parts.length ? make("dl", { class: "facts" }, ...parts) : null;
}

class Form {
  constructor(values, save, close) {
    this.rows = [];
    this.list = make("ul", { class: "fields", "aria-label": say("metadata") });
    this.adding = button(say("metadata.add"), () => this.add("", "").name.focus());
    this.element = make("form", { noValidate: true, onsubmit: (event) => {
      event.preventDefault();
      save();
    } }, this.list, make("div", { class: "buttons" }, make("button", { class: "main" }, say("save")), this.adding, button(say("cancel"), close)));
    for (const [field, value] of Object.entries(values)) this.add(field, value);
    if (!this.rows.length) this.add("", "");
  }

  add(field, value) {
    const row = new Row(field, value, () => this.remove(row));
    this.rows.push(row);
    this.list.append(row.element);
    return row;
  }

  remove(row) {
    const place = this.rows.indexOf(row);
    this.rows.splice(place, 1);
    row.element.remove();
    (this.rows[Math.min(place, this.rows.length - 1)]?.name ?? this.adding).focus();
  }

  enter() {
    this.rows[0].name.focus();
  }

  /** Whether every row can be read; the browser says at a field why not. */
  check() {
    for (const { name } of this.rows) {
      const twice = this.rows.some((other) => other.name !== name && other.field === name.value.trim());
      name.setCustomValidity(twice && name.value ? say("metadata.twice", { field: name.value }) : "");
    }
    return this.element.reportValidity();
  }

  read() {
    return Object.fromEntries(this.rows.map((row) => [row.field, row.value]));
  }

  /** What is written, to compare: a row that was not begun is nothing. */
  written() {
    return JSON.stringify(Object.fromEntries(this.rows.filter(({ field, value }) => field || value).map((row) => [row.field, row.value])));
  }
}

class Row {
  constructor(field, value, remove) {
    this.name = make("input", { type: "text", value: field, required: true, "aria-label": say("metadata.field"), placeholder: say("metadata.field"),
      oninput: () => this.label() });
    this.kind = make("select", { onchange: () => this.turn() }, ...KINDS.map((kind) => make("option", { value: kind }, say(`metadata.${kind}`))));
    this.kind.value = kindOf(value);
    this.taking = iconButton("×", "", remove);
    this.control = controlFor(this.kind.value, value);
    this.element = make("li", {}, this.name, this.kind, this.taking, this.control.element);
    this.label();
  }

  get field() {
    return this.name.value.trim();
  }

  get value() {
    return this.control.read();
  }

  /** The value takes another kind: what is written stays as far as it can. */
  turn() {
    const next = controlFor(this.kind.value, this.control.text());
    this.control.element.replaceWith(next.element);
    this.control = next;
    this.label();
  }

  label() {
    const field = this.field || say("metadata.field");
    this.control.element.setAttribute("aria-label", say("metadata.value", { field }));
    this.kind.setAttribute("aria-label", say("metadata.kind", { field }));
    for (const name of ["aria-label", "title"]) this.taking.setAttribute(name, say("metadata.remove", { field }));
  }
}
