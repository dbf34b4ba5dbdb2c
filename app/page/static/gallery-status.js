// What the page of pictures says of an answer: how many there are, what takes long, what is wrong.

import { address } from "./api.js";
import { button, make } from "./elements.js";
import { mindEnglish } from "./english.js";
import { describeError } from "./problems.js";
import { say } from "./texts.js";

const SLOW = 400; // milliseconds

/** Sentences above the gallery, and at its end. */
export class GalleryStatus {
  constructor(gallery, finder) {
    this.gallery = gallery;
    this.finder = finder;
    [this.status, this.problem, this.stuck] = ["status", "problem", "stuck"].map((id) => document.getElementById(id));
    this.waiting = 0;
  }

  /** Why the page came without an answer; blank if it has one. */
  get refused() {
    return Object.assign(new Error(this.problem.textContent), { code: this.problem.dataset.code });
  }

  /** Says that something is being asked, but only to whoever has to wait for it. */
  sayBusy() {
    this.gallery.setAttribute("aria-busy", "true");
    mindEnglish(this.finder.state.q);
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => (this.status.textContent = say("searching")), SLOW);
  }

  sayPending() {
    clearTimeout(this.waiting);
    this.problem.hidden = true;
    this.status.textContent = say("found.pending");
  }

  /** Ends what was said of the question before. */
  calm() {
    clearTimeout(this.waiting);
    this.gallery.removeAttribute("aria-busy");
    this.problem.hidden = true;
    this.stuck.replaceChildren();
  }

  /** Says how many entries there are; `next` if more can be asked for, `query` if something is searched for. */
  sayHowMany({ next, query }) {
    this.status.textContent = this.describe(this.gallery.entries.length, next, query);
  }

  describe(count, next, query) {
    const isNarrowed = this.finder.filter() || (query && this.finder.state.cut !== null);
    if (!count) return say(isNarrowed ? "found.none" : "empty");
    if (next) return say(query ? "found.first" : "items.first", { count });
    return say(query || isNarrowed ? "found.all" : "items", { count });
  }

  /** Says why there is no answer. */
  sayProblem(error) {
    this.calm();
    this.problem.replaceChildren(...this.describeProblem(error));
    this.problem.hidden = false;
    this.status.textContent = "";
  }

  describeProblem(error) {
    if (error.code === "MapChanged") return [say("map.changed"), " ", make("a", { href: address("/map") }, say("map.again"))];
    if (error.lost) return [say("found.lost", { name: error.lost })];
    if (error instanceof TypeError) return [say("unreachable"), " ", button(say("again"), () => this.finder.find())];
    return describeError(error);
  }

  /** Says, where they would be, why further entries did not come. */
  sayStuck(error) {
    const again = button(say("again"), () => this.finder.goOn());
    this.stuck.replaceChildren(make("p", { class: "problem", role: "alert" }, ...describeError(error), " ", again));
  }
}
