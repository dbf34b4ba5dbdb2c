// Pictures that were dropped, kept in the browser so that back and reload still have them.

const MOST = 30;
const STORE = "pictures";

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("pixword", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "name" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function store(mode) {
  return (await opened()).transaction(STORE, mode).objectStore(STORE);
}

/** Names a picture by its content, so that one name never means two. */
async function nameOf(file) {
  const digits = await digitsOf(new Uint8Array(await file.arrayBuffer()));
  const [, stem, ending] = /^(.*?)(\.[A-Za-z0-9]+)?$/s.exec(file.name || "picture");
  const plainStem = [...stem.replace(/[^\p{L}\p{N}]+/gu, "_")].slice(0, 40).join("") || "picture";
  return `${plainStem}_${digits}${ending ?? ".png"}`;
}

async function digitsOf(content) {
  if (!crypto.subtle) return hexOf(fnv(content)); // the page came over plain http
  const hash = await crypto.subtle.digest("SHA-256", content);
  return hexOf(new DataView(hash).getUint32(0));
}

/** FNV-1a of 32 bits, as many as names have digits for (Fowler, Noll, Vo). */
function fnv(content) {
  let hash = 0x811c9dc5;
  for (const byte of content) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

function hexOf(number) {
  return number.toString(16).padStart(8, "0");
}

/** Says whether a word, perhaps with a weight before it, is such a name. */
export function looksKept(word) {
  return /_[0-9a-f]{8}\.[A-Za-z0-9]+$/.test(word);
}

/** Returns such a name without its digits, to be shown. */
export function withoutDigits(name) {
  return name.replace(/_[0-9a-f]{8}(\.[A-Za-z0-9]+)$/, "$1");
}

/** Keeps a picture of the person's own, and returns its name. */
export async function keepOwn(file) {
  const name = await nameOf(file);
  await keep(name, file);
  return name;
}

/** Keeps a picture; the oldest go. Without storage (private windows) it lives as long as the page. */
async function keep(name, file) {
  try {
    const pictures = await store("readwrite");
    await done(pictures.put({ name, file, at: Date.now() }));
    const all = await done(pictures.getAll());
    const oldest = all.sort((a, b) => b.at - a.at).slice(MOST);
    for (const old of oldest) pictures.delete(old.name);
  } catch (error) {
    console.info("pictures are not kept:", error.name);
  }
}

/** Returns the kept pictures whose names a query has. */
export async function keptIn(q) {
  if (!q.split(/\s+/).some(looksKept)) return [];
  try {
    const all = await done((await store("readonly")).getAll());
    return all.filter(({ name }) => q.includes(name)).map(({ name, file }) => [name, file]);
  } catch {
    return [];
  }
}
