// A screenshot as a PNG of at most 256 colours: a page has few, and the file is about a third as large.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

function chunksOf(png) {
  const chunks = [];
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

function paeth(a, b, c) {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  if (pa <= pb && pa <= pc) return a;
  return pb <= pc ? b : c;
}

/** Undoes the filters of the rows, in place of the coded bytes. */
function unfilter(raw, width, height, bytes) {
  const stride = width * bytes;
  const out = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)];
    for (let x = 0; x < stride; x += 1) {
      const left = x < bytes ? 0 : out[y * stride + x - bytes];
      const up = y === 0 ? 0 : out[(y - 1) * stride + x];
      const corner = x < bytes || y === 0 ? 0 : out[(y - 1) * stride + x - bytes];
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      out[y * stride + x] = raw[y * (stride + 1) + 1 + x] + guess;
    }
  }
  return out;
}

const distance = (a, b) =>
  ((a >> 16) - (b >> 16)) ** 2 + (((a >> 8) & 255) - ((b >> 8) & 255)) ** 2 + ((a & 255) - (b & 255)) ** 2;

/** Colours by how often they stand on the page, without those nearer than that to one already taken. */
function thinned(colours, near) {
  const taken = [];
  for (const colour of colours) {
    if (taken.some((other) => distance(other, colour) < near)) continue;
    if (taken.length === 256) return null;
    taken.push(colour);
  }
  return taken;
}

/** As fine a palette as 256 places allow; every colour becomes the nearest of them, so that rare ones keep their hue. */
function indexed(pixels) {
  const counts = new Map();
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const colours = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a));
  let palette = null;
  for (let near = 1; palette === null; near *= 1.5) palette = thinned(colours, near);
  const index = new Map();
  for (const colour of colours) {
    let best = 0;
    for (let i = 1; i < palette.length; i += 1)
      if (distance(palette[i], colour) < distance(palette[best], colour)) best = i;
    index.set(colour, best);
  }
  return { palette, index };
}

export function fewColours(png) {
  const chunks = chunksOf(png);
  const header = chunks.find((c) => c.type === 'IHDR').data;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const bytes = header[9] === 6 ? 4 : 3;
  const raw = inflateSync(Buffer.concat(chunks.filter((c) => c.type === 'IDAT').map((c) => c.data)));
  const pixels = unfilter(raw, width, height, bytes);
  const colours = new Uint32Array(width * height);
  for (let i = 0; i < colours.length; i += 1) colours[i] = pixels.readUIntBE(i * bytes, 3);
  const { palette, index } = indexed(colours);
  const rows = Buffer.alloc((width + 1) * height);
  for (let i = 0; i < colours.length; i += 1) rows[i + Math.floor(i / width) + 1] = index.get(colours[i]);
  const head = Buffer.from(header);
  head.set([8, 3, 0, 0, 0], 8);
  const colourBytes = Buffer.from(palette.flatMap((c) => [c >> 16, (c >> 8) & 255, c & 255]));
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('PLTE', colourBytes),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
