// Pictures as points. Tens of thousands of calls a frame would be too slow, so discs are written into pixels.

const MOST_PIXELS = 4e6; // above that, a very dense screen gets somewhat coarser points
const SMALLEST = 1.15;
const LARGEST = 7;
const SHARE = 0.13; // of the distance to the next one
const SHADES = 16; // a side
const STRENGTH = 0.8;
const FAINT = 0.16;

/** Radius of points in CSS pixels, where they are so far apart on average. */
export function radiusAt(spacing) {
  return Math.min(LARGEST, Math.max(SMALLEST, spacing * SHARE));
}

/** Draws points; those that lie together have like colours. */
export class PointLayer {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d", { willReadFrequently: true });
  }

  /** Fits the view, in CSS pixels. */
  resize(width, height) {
    this.ratio = Math.min(devicePixelRatio, Math.sqrt(MOST_PIXELS / (width * height)));
    this.canvas.width = Math.round(width * this.ratio);
    this.canvas.height = Math.round(height * this.ratio);
    this.image = this.context.createImageData(this.canvas.width, this.canvas.height);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  /** Takes other places. */
  show(places) {
    this.places = places;
    this.shades = Uint8Array.from(places.x, (x, i) => shadeAt(places.y[i]) * SHADES + shadeAt(x));
  }

  /** Chooses colours for a light or a dark ground. */
  colour(dark) {
    const ground = new OffscreenCanvas(SHADES ** 2, 1).getContext("2d");
    for (let shade = 0; shade < SHADES ** 2; shade += 1) {
      const [a, b] = [shade % SHADES, Math.floor(shade / SHADES)].map((at) => ((at + 0.5) / SHADES - 0.5) * 0.3);
      ground.fillStyle = `oklab(${dark ? 0.76 : 0.56} ${a.toFixed(3)} ${b.toFixed(3)})`;
      ground.fillRect(shade, 0, 1, 1);
    }
    const read = new Uint32Array(ground.getImageData(0, 0, SHADES ** 2, 1).data.buffer);
    this.palette = read.map((colour) => colour & 0xffffff);
  }

  /** Draws what is in sight; where `inside` says 0 of a place, its point is faint. */
  draw(camera, inside) {
    this.pixels.fill(0);
    const disc = discOf(radiusAt(camera.spacing(this.places.count)) * this.ratio);
    const [plain, faint] = [STRENGTH, FAINT].map((strength) => disc.map((own) => ({ ...own, alpha: Math.round(own.alpha * strength) })));
    this.stamp(camera, inside, flat(plain, this.canvas.width), flat(faint, this.canvas.width));
    this.context.putImageData(this.image, 0, 0);
  }

  stamp({ x: middleX, y: middleY, scaleX, scaleY, width, height }, inside, plain, faint) {
    const { x, y, count } = this.places;
    const { shades, palette, pixels, ratio } = this;
    const [across, down] = [this.canvas.width, this.canvas.height];
    const [kx, ky] = [scaleX * ratio, scaleY * ratio];
    const [ox, oy] = [(width / 2) * ratio - middleX * kx, (height / 2) * ratio - middleY * ky];
    const { reach, offsets } = plain;
    for (let i = 0; i < count; i += 1) {
      const left = Math.round(x[i] * kx + ox);
      const top = Math.round(y[i] * ky + oy);
      if (left < reach || top < reach || left >= across - reach || top >= down - reach) continue;
      const { alphas } = inside && !inside[i] ? faint : plain;
      const colour = palette[shades[i]];
      const at = top * across + left;
      for (let part = 0; part < offsets.length; part += 1) {
        const below = pixels[at + offsets[part]] >>> 24;
        pixels[at + offsets[part]] = ((below + (((255 - below) * alphas[part]) >> 8)) << 24) | colour;
      }
    }
  }
}

function shadeAt(fraction) {
  return Math.min(SHADES - 1, Math.floor(fraction * SHADES));
}

/** Lists the pixels of a disc around its middle, with soft edges. */
function discOf(radius) {
  const reach = Math.ceil(radius);
  const found = [];
  for (let down = -reach; down <= reach; down += 1) {
    for (let right = -reach; right <= reach; right += 1) {
      const cover = Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(right, down)));
      if (cover > 0.05) found.push({ right, down, alpha: cover * 255 });
    }
  }
  return found;
}

function flat(disc, across) {
  return {
    reach: Math.max(...disc.map(({ right }) => right)),
    offsets: Int32Array.from(disc, ({ right, down }) => down * across + right),
    alphas: Uint8Array.from(disc, ({ alpha }) => alpha),
  };
}
