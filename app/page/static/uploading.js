// A run of uploads: one request a picture, so that each has its own outcome, and a dialog that says how far it is.

import { ask, formOf } from "./api.js";
import { openDialog } from "./dialogs.js";
import { button, make } from "./elements.js";
import { describeError } from "./problems.js";
import { say } from "./texts.js";
import { toast } from "./toasts.js";

const AT_ONCE = 2;
const SHOWN = 60; // rows; the numbers above count all
const TRIES = 6;

/** Adds pictures, and can take them back. */
export class Run {
  /**
   * Opens the dialog.
   * @param {File[]} pictures are sent.
   * @param {File[]} passed are not: they are no pictures.
   * @param {Function} changed is called when something was added or taken back.
   */
  constructor(pictures, passed, changed) {
    this.waiting = [...pictures];
    this.all = pictures.length;
    this.passed = passed;
    this.changed = changed;
    this.counts = { added: 0, known: 0, refused: 0 };
    this.added = [];
    this.going = true;
    this.stopped = false;
    this.open();
    for (const file of passed) this.row(file.name, say("add.passed.over"), [say("add.no-picture")]);
    this.tell();
  }

  open() {
    this.list = make("ul", { class: "uploads" });
    this.progress = make("progress", { max: this.all || 1, value: 0, hidden: !this.all, "aria-label": say("add.progress") });
    this.line = make("p", { class: "status", role: "status" });
    this.buttons = make("p", { class: "buttons" }, button(say("add.stop"), () => this.stop()));
    this.dialog = openDialog(say("add.title"), [this.progress, this.line, this.list, this.buttons], {
      leave: (close) => (this.going ? this.stop() : close()),
      onclose: () => this.offerUndo(),
    });
  }

  /** Sends what waits. The dialog stays where it has to say more than that pictures were added. */
  async finish() {
    await Promise.all(Array.from({ length: AT_ONCE }, () => this.work()));
    this.going = false;
    this.tell();
    const back = this.added.length ? button(say("undo"), () => this.undo(), { class: "main" }) : null;
    this.buttons.replaceChildren(...[back].filter(Boolean));
    if (back && document.activeElement === document.body) back.focus(); // it was on the button that went
    if (this.added.length) this.changed();
    if (this.added.length && !this.counts.refused && !this.passed.length && !this.waiting.length) this.dialog.close();
  }

  stop() {
    this.stopped = true;
    this.tell();
  }

  async work() {
    while (this.waiting.length && !this.stopped) await this.send(this.waiting.shift());
  }

  async send(file) {
    const { state, row } = this.row(file.name, "…");
    const outcome = await this.ask(file);
    this.counts[outcome.outcome] += 1;
    if (outcome.outcome === "added") this.added.push(outcome.item.id);
    state.textContent = say(`add.${outcome.outcome}`);
    if (outcome.outcome === "refused") row.append(why(describeError(outcome.refusal ?? { code: outcome.error, message: outcome.detail })));
    this.tell();
  }

  /** Shows a file; those of which there is nothing more to say make room. */
  row(name, outcome, reason = null) {
    const state = make("span", {}, outcome);
    const row = make("li", {}, make("span", {}, name), state, reason && why(reason));
    this.list.prepend(row);
    while (this.list.children.length > SHOWN) (this.list.querySelector("li:not(:has(.why)):last-of-type") ?? this.list.lastElementChild).remove();
    return { state, row };
  }

  /** Sends one file; where the server is busy, again in a while. */
  async ask(file) {
    const name = file.name || "picture";
    for (let again = 1; ; again += 1) {
      try {
        const { outcomes } = await ask("/v1/items", { form: formOf("items", { items: [{ picture: name }] }, [[name, file]]) });
        return outcomes[0];
      } catch (error) {
        const busy = error.status === 429 || error.status === 503;
        if (!busy || again === TRIES || this.stopped) return { outcome: "refused", refusal: error };
        await new Promise((resolve) => setTimeout(resolve, 1000 * 2 ** (again - 1)));
      }
    }
  }

  tell() {
    const { added, known, refused } = this.counts;
    const done = added + known + refused;
    this.progress.value = done;
    const parts = [this.all && say("add.line", { done, all: this.all, added, known, refused }),
      this.passed.length && say("add.passed", { count: this.passed.length }),
      this.stopped && this.waiting.length && say("add.stopped", { count: this.waiting.length })];
    this.line.textContent = parts.filter(Boolean).join(" ") || say("add.nothing");
  }

  /** The way back is offered until it was gone, and a while after the dialog. */
  offerUndo() {
    const { known } = this.counts;
    if (!this.added.length) return;
    const parts = [say("add.done", { count: this.added.length }), known ? say("add.known.too", { count: known }) : ""];
    toast(parts.filter(Boolean).join(" · "), () => this.undo());
  }

  async undo() {
    const ids = this.added.splice(0);
    this.dialog.close();
    const outcomes = [];
    for (const id of ids) outcomes.push(await ask(`/v1/items/${id}`, { method: "DELETE" }).catch((error) => error));
    const failed = outcomes.filter((outcome) => outcome instanceof Error);
    if (failed.length) toast([say("add.not-undone", { count: failed.length }), " ", ...describeError(failed[0])]);
    if (failed.length < ids.length) toast(say("add.undone", { count: ids.length - failed.length }));
    this.changed();
  }
}

function why(reason) {
  return make("span", { class: "why" }, ...reason);
}
