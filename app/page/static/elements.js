// Making elements, shortly.

/** Makes an element: attributes by name, `on…` are listeners, children are elements or texts. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && (typeof value !== "string" || name === "value")) element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Makes a button that says what it does. */
export function button(text, onclick, attributes = {}) {
  return make("button", { type: "button", onclick, ...attributes }, text);
}

/** Makes a button that shows a sign, and says its meaning. */
export function iconButton(sign, meaning, onclick, attributes = {}) {
  return button(sign, onclick, { class: "icon", "aria-label": meaning, title: meaning, ...attributes });
}

/** Tells those around an element that something is wanted. */
export function tell(element, name, detail) {
  element.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
}
