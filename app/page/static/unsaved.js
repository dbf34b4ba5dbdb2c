// What somebody wrote and did not save: it is not lost without a question.

import { openDialog } from "./dialogs.js";
import { button, make } from "./elements.js";
import { say } from "./texts.js";

/** Knows the forms of an item, and asks before they go. */
export class Unsaved {
  constructor() {
    this.forms = [];
    this.asking = false;
    this.over = new AbortController();
    addEventListener("beforeunload", (event) => this.some && event.preventDefault(), { signal: this.over.signal });
  }

  /**
   * Takes care of a form.
   * @param {object} form `isChanged` says whether it holds what is not saved; `save` tells whether it could be.
   */
  watch(form) {
    this.forms.push(form);
  }

  /** Whether anything is not saved. */
  get some() {
    return this.forms.some((form) => form.isChanged());
  }

  /** Goes on at once, or when it was decided what becomes of what is not saved. */
  leave(then) {
    if (!this.some) return then();
    if (!this.asking) this.ask(then);
  }

  /** Takes care of nothing any more. */
  end() {
    this.forms = [];
    this.over.abort();
  }

  ask(then) {
    this.asking = true;
    const answer = (taken) => async () => {
      dialog.close();
      if (await taken()) then();
    };
    const saving = button(say("unsaved.save"), answer(() => this.save()), { class: "main" });
    const dropping = button(say("unsaved.drop"), answer(() => this.drop()));
    const dialog = openDialog(say("unsaved"), [make("p", {}, say("unsaved.ask")), make("p", { class: "buttons" }, saving, dropping)],
      { onclose: () => (this.asking = false) });
    saving.focus();
  }

  /** Saves all, and tells whether it could; a form that could not says why itself. */
  async save() {
    for (const form of this.forms) {
      if (form.isChanged() && !(await form.save())) return false;
    }
    return true;
  }

  drop() {
    this.forms = [];
    return true;
  }
}
