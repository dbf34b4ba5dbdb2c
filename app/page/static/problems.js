// What went wrong, in the language of the page.

import { make } from "./elements.js";
import { isText, say } from "./texts.js";

const PLACE = "\ufffc"; // stands for what is put between words

/**
 * Says what went wrong: a sentence of the page, with what the server says where that says more.
 * @param {Error} error that asking threw.
 * @returns {(string|Node)[]} to put into an element.
 */
export function describeError(error) {
  if (error instanceof TypeError) return [say("unreachable")];
  const detail = make("span", { lang: "en" }, error.message);
  const key = `problem.of.${error.code}`;
  if (!isText(key)) return [detail];
  const [before, after] = say(key, { detail: PLACE }).split(PLACE);
  return after === undefined ? [before] : [before, detail, after];
}
