// Encoders that know English alone, and what is asked in letters of another script.

const note = document.getElementById("english"); // is not there where the space knows no language
const OTHER_LETTER = /[^\P{L}\p{Script=Latin}]/u;

/** Shows below the field that English finds more, or hides it. */
export function mindEnglish(q) {
  if (note) note.hidden = !OTHER_LETTER.test(q);
}
