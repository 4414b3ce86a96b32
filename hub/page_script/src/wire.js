// Messages of a kernel as frames of the websocket's subprotocol: the number of offsets, the offsets, then the parts
// (channel, header, parent header, metadata, content, buffers), all numbers 64 bit and little-endian.
// https://jupyter-server.readthedocs.io/en/latest/developers/websocket-protocols.html

export const SUBPROTOCOL = "v1.kernel.websocket.jupyter.org";

const WORD = 8;
const NAMED_PARTS = 5;

const asBytes = (buffer) =>
  ArrayBuffer.isView(buffer)
    ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    : new Uint8Array(buffer);

export const writeFrame = ({ channel, header, parent_header: parent, metadata, content, buffers = [] }) => {
  const encoder = new TextEncoder();
  const texts = [channel, ...[header, parent, metadata, content].map((part) => JSON.stringify(part))];
  const parts = [...texts.map((text) => encoder.encode(text)), ...buffers.map(asBytes)];
  const offsets = [WORD * (parts.length + 2)];
  for (const part of parts) offsets.push(offsets.at(-1) + part.length);
  const frame = new Uint8Array(offsets.at(-1));
  const words = new DataView(frame.buffer);
  [offsets.length, ...offsets].forEach((number, place) => words.setBigUint64(WORD * place, BigInt(number), true));
  parts.forEach((part, place) => frame.set(part, offsets[place]));
  return frame.buffer;
};

export const readFrame = (frame) => {
  const words = new DataView(frame);
  const word = (place) => Number(words.getBigUint64(WORD * place, true));
  const offsets = Array.from({ length: word(0) }, (_, place) => word(place + 1));
  const part = (place) => new Uint8Array(frame, offsets[place], offsets[place + 1] - offsets[place]);
  const text = (place) => new TextDecoder().decode(part(place));
  const [header, parent, metadata, content] = [1, 2, 3, 4].map((place) => JSON.parse(text(place)));
  const buffers = [];
  // Copied: typed arrays over a buffer need it to begin at a multiple of their size.
  for (let place = NAMED_PARTS; place < offsets.length - 1; place += 1) {
    buffers.push(new DataView(frame.slice(offsets[place], offsets[place + 1])));
  }
  return { channel: text(0), header, parent_header: parent, metadata, content, buffers };
};
