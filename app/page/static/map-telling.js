// What the page of the map says: how many pictures there are, what is wrong, and where to go from there.

import { say } from "./texts.js";

const [status, making, trouble, problem, again, all, add] = ["status", "making", "trouble", "problem", "again", "all", "add"]
  .map((id) => document.getElementById(id));

/** Says that the map is asked for. */
export function sayAsking() {
  making.hidden = false;
}

/** Says that there is no map yet. */
export function sayPending() {
  making.hidden = false;
  status.textContent = say("map.making");
}

/** Says how many pictures are on the map: of all, or of those that filters leave. */
export function sayFound({ items, current }, narrowed) {
  const { length: count } = items.id;
  const parts = count ? [say(count === 1 ? "map.one" : "map.count", { count }), narrowed && say("map.narrowed"), !current && say("map.renewing")]
    : [say(narrowed ? "map.none" : "map.empty")];
  status.textContent = parts.filter(Boolean).join(" ");
  making.hidden = true;
  all.hidden = !narrowed;
  add.hidden = narrowed || count > 0;
}

/** Says that there is no map, and what else there is. */
export function sayNone(narrowed) {
  status.textContent = "";
  making.hidden = add.hidden = true;
  all.hidden = !narrowed;
}

/** Says what is wrong, in texts and elements; one may ask again for what failed by no fault of one's own. */
export function sayProblem(told, mayAskAgain = false) {
  problem.replaceChildren(...told);
  again.hidden = !mayAskAgain;
  trouble.hidden = false;
}

/** What the server could not answer is answered now. */
export function sayAnswered() {
  if (!again.hidden) trouble.hidden = again.hidden = true;
}

/** What is wrong with a part of the map is so no longer. */
export function forgetProblem() {
  if (again.hidden) trouble.hidden = true;
}
