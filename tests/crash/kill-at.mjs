/**
 * Preload: kills this process, as `kill -9` does, at a chosen boundary of its talk with PostgreSQL.
 * KILL_AT is a regular expression of the statement, KILL_WHEN `before` (never sent) or `after` (answered, but
 * nothing was done with the answer), KILL_LATER a later statement at which it strikes in place of the first.
 */
import pg from 'pg';

const at = new RegExp(process.env.KILL_AT ?? '');
const later = process.env.KILL_LATER ? new RegExp(process.env.KILL_LATER) : null;
const isAfter = process.env.KILL_WHEN === 'after';
const query = pg.Client.prototype.query;
const seen = new WeakSet();

const die = () => process.kill(process.pid, 'SIGKILL');

/** Whether this is the statement to strike at; a `later` one counts on the connection that met the first. */
function strikes(client, text) {
  if (later === null) return at.test(text);
  if (at.test(text)) seen.add(client);
  return seen.has(client) && later.test(text);
}

pg.Client.prototype.query = function killAt(...args) {
  const [first] = args;
  const text = typeof first === 'string' ? first : (first?.text ?? '');
  if (!strikes(this, text)) return query.apply(this, args);
  if (!isAfter) return die();
  const last = args.at(-1);
  if (typeof last === 'function') return query.call(this, ...args.slice(0, -1), die);
  return query.apply(this, args).then(die);
};
