// The address holds what is asked for: back, reload and sharing work.

import { keepPlace } from "./place.js";

/** Returns the state that the address holds. */
export function readAddress() {
  const query = new URLSearchParams(location.search);
  const { tags, fields, area, others } = readFilter(query.get("filter"));
  const cut = Number.parseFloat(query.get("min_relevance"));
  return {
    q: query.get("q") ?? "",
    tags: [...query.getAll("tag").filter((tag) => tag.trim()), ...tags],
    fields,
    area,
    others,
    cut: Number.isFinite(cut) ? cut : null,
  };
}

/** Writes a state into the address; a lasting one is a step that back undoes. */
export function writeAddress({ q, tags, cut, ...narrowed }, lasting) {
  const query = new URLSearchParams();
  if (q) query.set("q", q);
  for (const tag of tags) query.append("tag", tag);
  const filter = joined(conditionsOf(narrowed));
  if (filter) query.set("filter", JSON.stringify(filter));
  if (q.trim() && cut !== null) query.set("min_relevance", cut);
  const { collection } = document.documentElement.dataset;
  if (collection !== "default") query.set("collection", collection);
  const address = query.size ? `${location.pathname}?${query}` : location.pathname;
  if (address === location.pathname + location.search) return;
  if (lasting) {
    keepPlace();
    history.pushState(null, "", address);
  } else history.replaceState(null, "", address);
}

function readFilter(text) {
  const found = { tags: [], fields: {}, area: null, others: [] };
  if (!text) return found;
  for (const condition of conditionsIn(text)) {
    const { field, tag, ...test } = condition;
    if (field && !(field in found.fields)) found.fields[field] = test;
    else if (tag) found.tags.push(tag);
    else if (condition.area && !found.area) found.area = condition; // with the layout that it was drawn on
    else found.others.push(condition);
  }
  return found;
}

/** What is no condition is left out: the server says what is wrong with it. */
function conditionsIn(text) {
  let filter;
  try {
    filter = JSON.parse(text);
  } catch {
    return [];
  }
  const conditions = filter?.and ?? [filter];
  if (!Array.isArray(conditions)) return [];
  return conditions.filter((own) => own !== null && typeof own === "object" && !Array.isArray(own));
}

/** Lists the conditions of a state beside its tags. */
export function conditionsOf({ fields, area, others }) {
  return [
    ...Object.entries(fields).map(([field, test]) => ({ field, ...test })),
    ...(area ? [area] : []),
    ...others,
  ];
}

/** Makes one filter of a state's tags and conditions, or null where it has none. */
export function filterOf(state) {
  return joined([...state.tags.map((tag) => ({ tag })), ...conditionsOf(state)]);
}

/** Joins conditions into one filter, or null where there are none. */
export function joined(conditions) {
  return conditions.length > 1 ? { and: conditions } : conditions[0] ?? null;
}
