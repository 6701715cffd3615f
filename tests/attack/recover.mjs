/**
 * What a thief could do who has the master key, today's folder of keys and copies of the database's files, taken
 * at any time: base files with their dead rows, and write-ahead log. It shares no code with the app and asks no
 * PostgreSQL: it looks for the bytes of wrapped keys and of what is sealed, wherever they lie.
 *
 *   MASTER_KEY=<base64> node recover.mjs <texts, comma-separated> <keys folder> <copy of a data directory>...
 *
 * Prints, as JSON, which of the texts were found, in plain or after decryption, and with how many keys.
 */
import { createDecipheriv } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const [texts, keysFolder, ...copies] = process.argv.slice(2);
const master = Buffer.from(process.env.MASTER_KEY ?? '', 'base64');
const PURPOSES = ['intake', 'index', 'credential', 'dossier', 'case'];
/** IV (12), key (32), tag (16), after PostgreSQL's length byte for short values. */
const WRAPPED_BYTES = 60;
const WRAPPED_LENGTH = ((WRAPPED_BYTES + 1) << 1) | 1;

const files = (folder) =>
  readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());

/** AES-256-GCM without its check: a thief who tries keys needs neither tag nor context. */
function decrypt(key, sealed) {
  const iv = Buffer.concat([sealed.subarray(0, 12), Buffer.from([0, 0, 0, 2])]);
  const decipher = createDecipheriv('aes-256-ctr', key, iv);
  return Buffer.concat([decipher.update(sealed.subarray(12, sealed.length - 16)), decipher.final()]);
}

function* places(bytes, wanted) {
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1)) yield at;
}

const stolen = copies.flatMap((copy) => files(copy).map((path) => ({ path, bytes: readFileSync(path) })));
const keyFiles = files(keysFolder).map((path) => ({ path, bytes: readFileSync(path) }));
const epochs = keyFiles
  .filter(({ path }) => path.endsWith('.key'))
  .map(({ bytes }) => decrypt(master, bytes));

/** Keys of rows as PostgreSQL writes them: shop, id, purpose, perhaps a request, epoch, wrapped key. */
const dataKeys = new Map();
for (const { bytes } of stolen)
  for (const purpose of PURPOSES) {
    const mark = Buffer.concat([Buffer.from([((purpose.length + 1) << 1) | 1]), Buffer.from(purpose)]);
    for (const at of places(bytes, mark)) {
      const id = bytes.subarray(at - 16, at);
      const after = bytes.subarray(at + mark.length, at + mark.length + 28);
      for (const offset of places(after, Buffer.from([WRAPPED_LENGTH]))) {
        const start = at + mark.length + offset + 1;
        const wrapped = bytes.subarray(start, start + WRAPPED_BYTES);
        if (wrapped.length < WRAPPED_BYTES) continue;
        for (const epoch of epochs) {
          const key = decrypt(epoch, wrapped);
          dataKeys.set(id.toString('hex') + key.toString('hex'), { id: Buffer.from(id), key });
        }
      }
    }
  }

/** The value that begins here, if PostgreSQL's length byte or word makes sense. */
function valueAt(bytes, at) {
  const short = bytes[at];
  if (short & 1) return bytes.subarray(at + 1, at + (short >> 1));
  if (at + 4 > bytes.length) return Buffer.alloc(0);
  const length = bytes.readUInt32LE(at) >>> 2;
  return length < 4 || length > 10_000 ? Buffer.alloc(0) : bytes.subarray(at + 4, at + length);
}

function inflate(bytes) {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch {
    return bytes;
  }
}

const wanted = texts.split(',');
const found = new Set();
const look = (bytes) => {
  for (const text of wanted) if (bytes.includes(text)) found.add(text);
};

for (const { bytes } of [...stolen, ...keyFiles]) look(bytes);
for (const { id, key } of dataKeys.values())
  for (const { bytes } of stolen)
    for (const at of places(bytes, id))
      for (let skip = 16; skip < 32; skip += 1) {
        const sealed = valueAt(bytes, at + skip);
        if (sealed.length > 28) look(inflate(decrypt(key, sealed)));
      }
const counts = { epochs: epochs.length, candidates: dataKeys.size };
process.stdout.write(JSON.stringify({ found: wanted.filter((text) => found.has(text)), ...counts }));
