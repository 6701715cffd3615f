/**
 * Runs a script of this project on a machine that may have nothing but Node 20 and npm: installs what is
 * missing, generates code, and goes on under Node 24.
 *
 *   node sandbox/bootstrap.mjs <script> [argument...]
 *
 * Plain JavaScript without packages, because it is what comes before them.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const OLDEST_NODE = 20;
const OWN_NODE = 24;
const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const at = (path) => resolve(root, path);
const major = Number(process.versions.node.split('.')[0]);

const read = (path) => JSON.parse(readFileSync(at(path), 'utf8')).packages;

/** Whether npm's own record of what it installed agrees with the lock file. npm writes it at the very end. */
function isInstalled() {
  const record = 'node_modules/.package-lock.json';
  if (!existsSync(at(record))) return false;
  const installed = read(record);
  return Object.entries(read('package-lock.json')).every(([path, wanted]) => {
    if (path === '' || wanted.link) return true;
    const found = installed[path];
    if (!found) return Boolean(wanted.optional || wanted.devOptional || wanted.peer);
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (error) fail(`${command} could not be started: ${error.message}`);
  return status ?? 1;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

function install() {
  console.log('Installing packages; this takes about a minute the first time ...');
  const startedAt = Date.now();
  const npm = process.env.npm_execpath;
  const args = ['ci', '--include=dev', '--include=optional', '--loglevel=error', '--no-audit', '--no-fund'];
  const status = npm?.endsWith('npm-cli.js') ? run(process.execPath, [npm, ...args]) : run('npm', args);
  if (status !== 0)
    fail('npm ci failed, see above. It needs a package registry that this machine can reach.');
  console.log(`Installed in ${Math.round((Date.now() - startedAt) / 1000)} s.`);
}

/** The machine's Node if it is new enough, else the one that npm installed with the packages. */
function findNode() {
  if (major >= OWN_NODE) return process.execPath;
  const own = at('node_modules/.bin/node');
  if (existsSync(own) && spawnSync(own, ['--version']).status === 0) return own;
  return fail(`This project runs on Node ${OWN_NODE}, and none came with npm for this machine. Install it.`);
}

/** Node prints this class once per feature; what we use of it is chosen and tested. */
function muteExperimentalWarnings() {
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --disable-warning=ExperimentalWarning`.trim();
  const print = process.listeners('warning');
  process.removeAllListeners('warning').on('warning', (warning) => {
    if (warning.name !== 'ExperimentalWarning') for (const listener of print) listener(warning);
  });
}

function runUnder(node, script, args) {
  const child = spawn(node, [script, ...args], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`${node} could not be started: ${error.message}`));
  child.on('exit', (code, signal) => {
    if (signal) process.removeAllListeners(signal).kill(process.pid, signal);
    else process.exit(code ?? 1);
  });
}

if (major < OLDEST_NODE) fail(`This is Node ${process.versions.node}. Install Node ${OLDEST_NODE} or newer.`);
const [script = fail('Usage: node sandbox/bootstrap.mjs <script> [argument...]'), ...args] =
  process.argv.slice(2);
if (!isInstalled()) install();

const node = findNode();
process.env.PATH = [at('node_modules/.bin'), process.env.PATH].join(delimiter);
const generate = at('sandbox/generate.ts');
if (at(script) !== generate && run(node, [generate]) !== 0) fail('Code generation failed, see above.');

if (node === process.execPath) {
  muteExperimentalWarnings();
  process.argv = [node, at(script), ...args];
  await import(pathToFileURL(at(script)).href);
} else {
  muteExperimentalWarnings();
  runUnder(node, at(script), args);
}
