// What lies over the points: pictures, the lasso, and marks of what is pointed at.

/** Draws in CSS pixels over the points. */
export class Overlay {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
  }

  /** Fits the view. */
  resize(width, height) {
    this.canvas.width = Math.round(width * devicePixelRatio);
    this.canvas.height = Math.round(height * devicePixelRatio);
    this.context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  }

  /** Reads the colours that the style sheet gives the canvas. */
  colour() {
    const { color, caretColor } = getComputedStyle(this.canvas);
    this.colours = { accent: color, ground: caretColor };
  }

  clear({ width, height }) {
    this.context.clearRect(0, 0, width, height);
  }

  /** Draws a lasso through pixels; a closed one has its inside tinted. */
  lasso(corners, closed) {
    const { context, colours } = this;
    context.beginPath();
    for (const corner of corners) context.lineTo(...corner);
    if (closed) context.closePath();
    context.globalAlpha = 0.1;
    context.fillStyle = colours.accent;
    context.fill("evenodd");
    context.globalAlpha = 1;
    context.lineWidth = 2;
    context.lineJoin = "round";
    context.strokeStyle = colours.accent;
    context.setLineDash(closed ? [] : [6, 5]);
    context.stroke();
    context.setLineDash([]);
    if (!closed && corners.length) this.ring(...corners[0], 4);
  }

  /** Marks a point. */
  ring(left, top, radius) {
    const { context, colours } = this;
    context.beginPath();
    context.arc(left, top, radius, 0, 2 * Math.PI);
    for (const [width, colour] of [[5, colours.ground], [2.5, colours.accent]]) {
      context.lineWidth = width;
      context.strokeStyle = colour;
      context.stroke();
    }
  }

  /** Marks the middle, which is what keys point at. */
  cross({ width, height }) {
    const { context, colours } = this;
    const [left, top] = [width / 2, height / 2];
    context.beginPath();
    for (const [right, down] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
      context.moveTo(left + right * 5, top + down * 5);
      context.lineTo(left + right * 13, top + down * 13);
    }
    for (const [thickness, colour] of [[4, colours.ground], [1.5, colours.accent]]) {
      context.lineWidth = thickness;
      context.strokeStyle = colour;
      context.stroke();
    }
  }
}
