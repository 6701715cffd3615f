/**
 * Preload: kills this process, as `kill -9` does, at a chosen boundary of its talk with Shopify.
 * KILL_CALL is a regular expression of what is sent, KILL_WHEN `before` (never sent) or `after` (answered, but nothing
 * was done with the answer). With KILL_STATEMENT it lives on, and dies at the next statement of that kind: before that
 * is sent to PostgreSQL, or, with KILL_THEN=after, once it was answered. A transaction that only reads is none of it.
 */
import pg from 'pg';

const call = new RegExp(process.env.KILL_CALL ?? '');
const statement = process.env.KILL_STATEMENT ? new RegExp(process.env.KILL_STATEMENT) : null;
const isAfterCall = process.env.KILL_WHEN === 'after';
const isAfterStatement = process.env.KILL_THEN === 'after';
let armed = false;
/** Connections that have written since then, and not committed yet. */
const writing = new WeakSet();

const die = () => process.kill(process.pid, 'SIGKILL');

const { fetch } = globalThis;
globalThis.fetch = async function killAtCall(input, init) {
  const isMeant = typeof init?.body === 'string' && call.test(init.body);
  if (isMeant && !isAfterCall) return die();
  const answer = await fetch(input, init);
  if (!isMeant) return answer;
  // Shopify has done what was asked once it answers.
  if (statement === null) return die();
  armed = true;
  return answer;
};

const { query } = pg.Client.prototype;
pg.Client.prototype.query = function killAtStatement(...args) {
  const [first] = args;
  const text = typeof first === 'string' ? first : (first?.text ?? '');
  if (armed && /^(?:INSERT|UPDATE|DELETE)/.test(text)) writing.add(this);
  if (!writing.has(this) || statement === null || !statement.test(text)) return query.apply(this, args);
  if (!isAfterStatement) return die();
  const last = args.at(-1);
  if (typeof last === 'function') return query.call(this, ...args.slice(0, -1), die);
  return query.apply(this, args).then(die);
};
