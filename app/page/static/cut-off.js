// From which relevance on hits are shown.

import { make, tell } from "./elements.js";
import { percent, say } from "./texts.js";

/** Events: `narrow` with `cut`, which goes on while the slider moves. */
export class CutOff extends HTMLElement {
  connectedCallback() {
    this.output = make("output");
    this.slider = make("input", {
      type: "range", min: "0", max: "0.95", step: "0.05", "aria-label": say("cut"),
      oninput: () => this.choose(Number(this.slider.value) || null),
    });
    this.append(make("label", { class: "cut" }, make("span", {}, say("cut"), " ", this.output), this.slider));
  }

  show(cut) {
    if (document.activeElement !== this.slider) this.slider.value = String(cut ?? 0);
    this.output.value = cut ? say("cut.from", { share: percent(cut) }) : say("cut.none");
  }

  choose(cut) {
    this.show(cut);
    tell(this, "narrow", { cut, going: "cut" });
  }
}

customElements.define("pw-cut-off", CutOff);
