// Asking the server.

const root = document.documentElement.dataset;

/** Whether buttons that change the collection are shown. */
export const mayWrite = "mayWrite" in root;

/** The server said no; `message` is its sentence, `retryAfter` in how many seconds it says that it may say yes, or null. */
export class Refused extends Error {
  constructor({ status, headers }, { error, detail }) {
    super(detail);
    this.status = status;
    this.code = error;
    this.retryAfter = Number(headers.get("Retry-After")) || null;
  }
}

/** Returns an address within the collection that the page shows. */
export function address(path, params = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    for (const own of Array.isArray(value) ? value : [value]) {
      if (own !== null && own !== undefined && own !== "") query.append(name, own);
    }
  }
  if (root.collection !== "default") query.set("collection", root.collection);
  return query.size ? `${path}?${query}` : path;
}

/**
 * Asks, and returns the JSON of the answer.
 * @throws {Refused} where the server refuses.
 * @throws {TypeError} where it cannot be reached.
 */
export async function ask(path, { params, json, form, ...options } = {}) {
  const init = { ...options };
  if (json !== undefined) {
    init.body = JSON.stringify(json);
    init.headers = { "Content-Type": "application/json" };
  } else if (form) init.body = form;
  if (init.body !== undefined) init.method ??= "POST";
  const answer = await fetch(address(path, params), init);
  if (answer.status === 401) location.reload(); // the session is over: the page asks for the key
  if (!answer.ok) throw new Refused(answer, await answer.json().catch(() => plain(answer)));
  return answer.status === 204 ? null : answer.json();
}

function plain(answer) {
  return { error: String(answer.status), detail: answer.statusText };
}

/** Makes a form of JSON and the pictures that it names. */
export function formOf(part, json, pictures) {
  const form = new FormData();
  form.append(part, JSON.stringify(json));
  for (const [name, file] of pictures) form.append("pictures", file, name);
  return form;
}
