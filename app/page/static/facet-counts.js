// How many items have each tag and each metadata value.

import { ask } from "./api.js";
import { filterOf } from "./query-address.js";

const MOST = 60; // tags, and values of a field

/** Nothing was counted. */
export const UNCOUNTED = { tags: [], fields: [] };

/**
 * Counts what passes the filters of a state. A field that is filtered by is counted without its own
 * condition, so that what else could be chosen of it is known.
 */
export async function countFacets(state, signal) {
  const [passing, ...chosen] = await Promise.all([
    count(state, signal),
    ...Object.keys(state.fields).map((field) => countField(state, field, signal)),
  ]);
  const instead = new Map(chosen.map((counted) => [counted.field, counted]));
  const fields = passing.fields.map((counted) => instead.get(counted.field) ?? counted);
  const among = new Set(fields.map(({ field }) => field));
  return { tags: passing.tags, fields: [...fields, ...chosen.filter(({ field }) => !among.has(field))] };
}

/** A field of which nothing was counted. */
export function uncounted(field) {
  return { field, values: [], least: null, greatest: null };
}

async function countField(state, field, signal) {
  const { [field]: _, ...fields } = state.fields;
  const counted = await count({ ...state, fields }, signal);
  return counted.fields.find((own) => own.field === field) ?? uncounted(field);
}

function count(state, signal) {
  const filter = filterOf(state);
  return ask("/v1/items/facets", { params: { filter: filter && JSON.stringify(filter), k: MOST }, signal });
}
