// Runs every test and closes with one line: N passed, N failed, N skipped. `./test unit web` runs only the named suites, `./test --seeds N`
// that many seeds of the durability simulator, and `./test --seed N` one of them. `./test --cuts N` cuts a WebSocket that often, and
// `./test --requests N` makes that many requests from the OpenAPI document.
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { buildTestPages, buildWeb, checkTools, installWebPackages, isWindows, root, step, stepBeside } from './steps.mjs';

/** No suite takes half of it: one that waits for ever must not hold up all. It is asked nothing then, as it would wait for its tests. */
const longestSuite = { timeout: 30 * 60_000, killSignal: 'SIGKILL' };
/** Whoever takes so many seconds is named meanwhile. */
const longTest = '300';
const results = join(root, 'artifacts', 'test-results');
const totals = { passed: 0, failed: 0, skipped: 0 };
const problems = [];
const skippedNames = [];

function add(suite, counts, started) {
  for (const key of Object.keys(totals)) totals[key] += counts[key];
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  console.log(`-- ${suite}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped in ${seconds} s\n`);
}

/** A suite that ended without a result file counts as one failure, so that a crash can never look green. */
function crashed(suite, started, reason) {
  problems.push(`${suite}: ${reason}`);
  add(suite, { passed: 0, failed: 1, skipped: 0 }, started);
}

/** What failed, and the first lines of why. */
function withReason(name, message = '') {
  const lines = stripVTControlCharacters(message).split(/\r?\n/).filter((line) => line.trim() !== '').slice(0, 8);
  return [name, ...lines.map((line) => `    ${line.slice(0, 300)}`)].join('\n');
}

/** Runs a program to its end, at the latest that of this one; what it prints is seen at once. */
function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const program = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...options });
    const end = () => program.kill();
    process.once('exit', end);
    const ended = (answer) => { process.off('exit', end); resolve(answer); };
    program.once('error', (error) => ended({ status: null, signal: error.message }));
    program.once('exit', (status, signal) => ended({ status, signal }));
  });
}

const npm = (args, env = {}) => run('npm', args, { cwd: join(root, 'web'), env: { ...process.env, ...env }, shell: isWindows });

async function dotnetSuite(project, { filter = [], env = {} } = {}) {
  const started = Date.now();
  const xml = join(results, `${project}.xml`);
  rmSync(xml, { force: true });
  console.log(`== ${project}`);
  const dll = join(root, 'artifacts', 'bin', project, 'release', `${project}.dll`);
  const ended = await run('dotnet', [dll, '-noLogo', '-noColor', '-longRunning', longTest, '-xml', xml, ...filter], { env: { ...process.env, ...env }, ...longestSuite });
  if (!existsSync(xml)) return crashed(project, started, `ended with ${ended.status ?? ended.signal} after ${((Date.now() - started) / 60_000).toFixed(0)} min and left no result`);
  const text = readFileSync(xml, 'utf8');
  const sum = (name) => [...text.matchAll(new RegExp(`<assembly [^>]*\\b${name}="(\\d+)"`, 'g'))].reduce((n, m) => n + Number(m[1]), 0);
  for (const m of text.matchAll(/<test [^>]*?\bname="([^"]*)"[^>]*?result="(?:Skip|NotRun)"/g)) skippedNames.push(m[1]);
  for (const m of text.matchAll(/<test [^>]*?\bname="([^"]*)"[^>]*?result="Fail"[^>]*>([\s\S]*?)<\/test>/g))
    problems.push(withReason(m[1], /<message>(?:<!\[CDATA\[)?([\s\S]*?)(?:\]\]>)?<\/message>/.exec(m[2])?.[1]));
  add(project, { passed: sum('passed'), failed: sum('failed') + sum('errors'), skipped: sum('skipped') + sum('not-run') }, started);
}

/** All files that the script runs, or only the given ones. */
async function vitestSuite(suite, script, { files = [], env = {} } = {}) {
  const started = Date.now();
  const json = join(results, `${suite}.json`);
  rmSync(json, { force: true });
  console.log(`== ${suite}`);
  const ended = await npm(['run', '--silent', script, '--', '--reporter=default', '--reporter=json', `--outputFile.json=${json}`, ...files], { CI: 'true', ...env });
  if (!existsSync(json)) return crashed(suite, started, `ended with ${ended.status ?? ended.signal} and left no result`);
  const report = JSON.parse(readFileSync(json, 'utf8'));
  const crashedFiles = report.testResults.filter((f) => f.status === 'failed' && !f.assertionResults.some((t) => t.status === 'failed')).length;
  for (const file of report.testResults)
    for (const t of file.assertionResults) {
      if (t.status === 'failed') problems.push(withReason(t.fullName, t.failureMessages?.[0]));
      if (t.status === 'pending' || t.status === 'skipped' || t.status === 'todo') skippedNames.push(t.fullName);
    }
  const skipped = report.numPendingTests + (report.numTodoTests ?? 0);
  const failed = report.numFailedTests + crashedFiles + (ended.status !== 0 && report.numFailedTests + crashedFiles === 0 ? 1 : 0);
  add(suite, { passed: report.numPassedTests, failed, skipped }, started);
}

async function typecheckSuite() {
  const started = Date.now();
  console.log('== web types');
  const isRight = (await npm(['run', '--silent', 'typecheck'])).status === 0;
  if (!isRight) problems.push('web types: the type check failed');
  add('web types', { passed: isRight ? 1 : 0, failed: isRight ? 0 : 1, skipped: 0 }, started);
}

const browserFiles = readdirSync(join(root, 'web', 'e2e')).filter((name) => name.endsWith('.e2e.ts')).map((name) => `e2e/${name}`);
const asksForDemo = (file) => readFileSync(join(root, 'web', file), 'utf8').includes('openServer(');

/** Those that have servers of their own, four files at a time: who has nothing else to do takes the next. */
const ownFiles = browserFiles.filter((file) => !asksForDemo(file));
const ownBatches = [];
while (ownFiles.length > 0) ownBatches.push({ suite: `browser-own-${ownBatches.length + 1}`, files: ownFiles.splice(0, 4) });

async function takeOwnBatches() {
  for (let batch = ownBatches.shift(); batch !== undefined; batch = ownBatches.shift()) await vitestSuite(batch.suite, 'e2e', { files: batch.files });
}

/**
 * Starts the demo on a free port with data of its own, runs the browser tests that ask for it, and stops it. They run one after the other,
 * as they share its settings.
 */
async function demoSuite() {
  const started = Date.now();
  const data = mkdtempSync(join(tmpdir(), 'argonaut-browser-'));
  // As root the private PostgreSQL runs as another user, who must be able to reach its files.
  chmodSync(data, 0o755);
  const demo = spawn('dotnet', [join(root, 'artifacts', 'bin', 'Argonaut.Cli', 'release', 'argonaut.dll'), 'demo'], {
    cwd: root,
    env: { ...process.env, ARGONAUT_DATA_DIR: data, ARGONAUT_TEST_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const url = await new Promise((resolve, reject) => {
      let text = '';
      const timer = setTimeout(() => reject(new Error('the demo was not ready within 60 s')), 60_000);
      demo.once('exit', (code) => reject(new Error(`the demo ended with exit code ${code}`)));
      demo.stdout.on('data', (chunk) => {
        text += chunk;
        const match = /^ready\s+(http:\/\/\S+)/m.exec(text);
        if (match) { clearTimeout(timer); resolve(match[1]); }
      });
    });
    const env = { ARGONAUT_URL: url, ARGONAUT_TOKEN_FILE: join(data, 'demo', 'run', 'owner.token') };
    await vitestSuite('browser', 'e2e', { env, files: browserFiles.filter(asksForDemo) });
  } catch (error) {
    crashed('browser', started, error.message);
  } finally {
    const gone = new Promise((resolve) => demo.exitCode === null ? demo.once('exit', resolve) : resolve());
    demo.removeAllListeners('exit');
    demo.once('exit', () => {});
    if (demo.exitCode === null) demo.kill('SIGTERM');
    await Promise.race([demo.exitCode === null ? new Promise((r) => demo.once('exit', r)) : gone, new Promise((r) => setTimeout(r, 20_000))]);
    if (demo.exitCode === null && demo.signalCode === null) demo.kill('SIGKILL');
    rmSync(data, { recursive: true, force: true });
  }
}

/** The number after a flag, taken out of the arguments; null without the flag. */
function numberOf(flag, args) {
  const at = args.indexOf(flag);
  if (at < 0) return null;
  const [, value] = args.splice(at, 2);
  if (!/^[1-9][0-9]*$/.test(value ?? '')) {
    console.error(`${flag} needs a whole number above 0, for example ./test ${flag} 1000`);
    process.exit(2);
  }
  return value;
}

const args = process.argv.slice(2);
const seed = numberOf('--seed', args);
const seeds = numberOf('--seeds', args);
const cuts = numberOf('--cuts', args);
const requests = numberOf('--requests', args);
const wanted = new Set(args);
const want = (name) => wanted.size === 0 || wanted.has(name);

mkdirSync(results, { recursive: true });
console.log('Preparing');
if (seed !== null || seeds !== null) {
  step('Building the tests', 'dotnet', ['build', 'tests/Argonaut.Unit/Argonaut.Unit.csproj', '-c', 'Release', '-nologo', '-v', 'quiet']);
  await dotnetSuite('Argonaut.Unit', {
    filter: ['-class', 'Argonaut.Unit.Seeds.SeedTests'],
    env: seed !== null ? { TEST_SEED: seed } : { TEST_SEEDS: seeds },
  });
  console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
  process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1);
}

if (cuts !== null || requests !== null) {
  step('Building the tests', 'dotnet', ['build', 'tests/Argonaut.Integration/Argonaut.Integration.csproj', '-c', 'Release', '-nologo', '-v', 'quiet']);
  await dotnetSuite('Argonaut.Integration', {
    filter: ['-showLiveOutput', '-class', cuts !== null ? 'Argonaut.Integration.Server.StreamCutTests' : 'Argonaut.Integration.Server.OpenApiFuzzTests'],
    env: cuts !== null ? { TEST_CUTS: cuts } : { TEST_REQUESTS: requests },
  });
  console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
  process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1);
}

checkTools();
const built = stepBeside('Building everything', 'dotnet', ['build', 'Argonaut.slnx', '-c', 'Release', '-nologo', '-v', 'quiet']);
installWebPackages();
buildWeb();
if (want('web')) { await typecheckSuite(); await vitestSuite('web', 'test'); }
await built;
console.log('');

if (want('unit')) await dotnetSuite('Argonaut.Unit');
if (want('interop')) await dotnetSuite('Argonaut.Interop');
// Its tests wait for programs and servers more than they compute.
if (want('integration')) await dotnetSuite('Argonaut.Integration', { filter: ['-maxThreads', '1.5x'] });
if (want('browser')) {
  buildTestPages();
  await (await import('../web/e2e/browser.mjs')).browserPath();   // unpacked once, not by two at once
  await Promise.all([demoSuite().then(takeOwnBatches), takeOwnBatches()]);
}

if (skippedNames.length > 0) console.log(`Skipped:\n${skippedNames.map((n) => `  ${n}`).join('\n')}\n`);
if (problems.length > 0) console.log(`Failed:\n${problems.map((n) => `  ${n}`).join('\n')}\n`);
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1);
