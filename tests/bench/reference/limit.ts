/**
 * The limit: what one Node process can store durably with a commit per delivery. The bytes, their signature,
 * one prepared INSERT, nothing else.
 */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import pg from 'pg';

const { DATABASE_URL, PORT, SHOPIFY_API_SECRET = '' } = process.env;
/** One for each of the bench's connections, so that none waits for another. */
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 20 });

const INSERT = {
  name: 'store',
  text: 'INSERT INTO delivery (id, shop, topic, webhook_id, body) VALUES ($1, $2, $3, $4, $5)',
};

function isSigned(body: Buffer, signature: unknown): boolean {
  const given = Buffer.from(String(signature), 'base64');
  const right = createHmac('sha256', SHOPIFY_API_SECRET).update(body).digest();
  return given.length === right.length && timingSafeEqual(given, right);
}

async function store(body: Buffer, { headers }: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isSigned(body, headers['x-shopify-hmac-sha256'])) {
    response.writeHead(401).end();
    return;
  }
  const { 'x-shopify-shop-domain': shop, 'x-shopify-topic': topic, 'x-shopify-webhook-id': id } = headers;
  const stored = pool.query({ ...INSERT, values: [randomUUID(), shop, topic, id, body] });
  response
    .writeHead(
      await stored.then(
        () => 200,
        () => 503,
      ),
    )
    .end();
}

createServer((request, response) => {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => {
    if (request.method === 'POST') void store(Buffer.concat(pieces), request, response);
    else response.writeHead(200).end();
  });
}).listen(Number(PORT), '127.0.0.1');
