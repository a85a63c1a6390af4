// Shows that the tests of the fault catalogue can fail: makes one change of the source at a time in a copy of the last commit, builds the room
// that it is in, runs the tests whose names hold the id, and demands that one fails. `node scripts/mutations.mjs` does all of them,
// `node scripts/mutations.mjs F-302 F-5` those of the ids that begin so. `--in FOLDER` keeps the copy there for the next run; `--json FILE`
// writes the outcomes as they come.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mutations } from './mutations/table.mjs';
import { root } from './steps.mjs';

/** A test that hangs has noticed the change as well; no test of these takes half as long. */
const mostSeconds = 120;

function take(flag, args) {
  const at = args.indexOf(flag);
  if (at < 0) return null;
  const [, value] = args.splice(at, 2);
  if (!value || value.startsWith('--')) stop(`${flag} needs a value`);
  return value;
}

function stop(message) {
  console.error(message);
  process.exit(2);
}

function run(command, args, options = {}) {
  return spawnSync(command, args, { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024, ...options });
}

/** A copy of the last commit; one that is there already is used again when it is of the same commit. */
function prepare(folder) {
  const commit = run('git', ['rev-parse', 'HEAD'], { cwd: root }).stdout.trim();
  const stamp = join(folder, '.commit');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === commit) return;
  const archive = run('git', ['archive', '--format=tar', 'HEAD'], { cwd: root, encoding: 'buffer' });
  if (archive.status !== 0) stop(`git archive failed: ${archive.stderr}`);
  mkdirSync(folder, { recursive: true });
  if (run('tar', ['-x'], { cwd: folder, input: archive.stdout }).status !== 0) stop('tar failed');
  writeFileSync(stamp, commit);
}

function build(folder, project, extra = []) {
  const result = run('dotnet', ['build', project, '-c', 'Release', '-nologo', '-v', 'quiet', '-p:TreatWarningsAsErrors=false', ...extra], { cwd: folder });
  return result.status === 0 ? null : `${result.stdout}${result.stderr}`;
}

/** Runs tests and reads what became of each. */
function test(folder, suite, filters, seconds) {
  const xml = join(folder, 'artifacts', 'mutation.xml');
  rmSync(xml, { force: true });
  const program = join(folder, 'artifacts', 'bin', suite, 'release', `${suite}.dll`);
  const result = run('dotnet', [program, '-noLogo', '-noColor', '-xml', xml, ...filters], { cwd: folder, timeout: seconds * 1000, killSignal: 'SIGKILL' });
  if (result.error?.code === 'ETIMEDOUT') return { isHung: true, tests: [] };
  const text = existsSync(xml) ? readFileSync(xml, 'utf8') : '';
  return { isHung: false, tests: [...text.matchAll(/<test name="([^"]*)"[^>]*result="(\w+)"/g)].map(([, name, outcome]) => ({ name, outcome })) };
}

const nameOf = (m) => m.id.replace('-', '_');
const filterOf = (m) => ['-method', m.only ? `*.${m.only}.*${nameOf(m)}_*` : `*${nameOf(m)}_*`];

/** The outcome of one change: caught, or why it is not. */
function tryOne(folder, m) {
  const path = join(folder, m.file);
  const original = readFileSync(path, 'utf8');
  if (original.split(m.from).length !== 2) return { outcome: 'the text is not there exactly once' };
  const room = m.file.split('/')[1];
  const library = join(folder, 'artifacts', 'bin', m.suite, 'release', `${room}.dll`);
  const kept = `${library}.kept`;
  copyFileSync(library, kept);
  try {
    writeFileSync(path, original.replace(m.from, () => m.to));
    const wrong = build(folder, join('src', room), ['--no-restore', '--no-dependencies']);
    if (wrong) return { outcome: `does not build: ${wrong.split('\n').find((line) => line.includes('error')) ?? wrong.slice(0, 200)}` };
    copyFileSync(join(folder, 'artifacts', 'bin', room, 'release', `${room}.dll`), library);
    const { isHung, tests } = test(folder, m.suite, filterOf(m), mostSeconds);
    if (isHung) return { outcome: 'caught', by: `a test that waited for more than ${mostSeconds} s` };
    const failed = tests.filter((t) => t.outcome === 'Fail');
    return failed.length > 0 ? { outcome: 'caught', by: failed[0].name.split('.').slice(-2).join('.') } : { outcome: 'SURVIVED' };
  } finally {
    writeFileSync(path, original);
    copyFileSync(kept, library);
    rmSync(kept);
  }
}

const args = process.argv.slice(2);
const given = take('--in', args);
const json = take('--json', args);
const chosen = mutations.filter((m) => args.length === 0 || args.some((a) => m.id.startsWith(a)));
if (chosen.length === 0) stop(`No change has an id that begins with ${args.join(' or ')}.`);

const folder = given ?? mkdtempSync(join(tmpdir(), 'argonaut-mutations-'));
const outcomes = [];
try {
  prepare(folder);
  for (const suite of new Set(chosen.map((m) => m.suite))) {
    console.log(`Building ${suite} in ${folder}`);
    const wrong = build(folder, join('tests', suite));
    if (wrong) stop(`${suite} does not build:\n${wrong}`);
    const own = chosen.filter((m) => m.suite === suite);
    console.log(`Running the tests of ${own.length} faults unchanged`);
    const { isHung, tests } = test(folder, suite, own.flatMap(filterOf), 580);
    if (isHung) stop('They did not end.');
    for (const m of own) {
      const mine = tests.filter((t) => t.name.includes(`${nameOf(m)}_`));
      m.problem = !mine.some((t) => t.outcome === 'Pass') ? 'no test of it ran'
        : mine.some((t) => t.outcome === 'Fail') ? `${mine.find((t) => t.outcome === 'Fail').name} fails without the change` : null;
    }
  }

  for (const m of chosen) {
    const result = m.problem ? { outcome: m.problem } : tryOne(folder, m);
    outcomes.push({ id: m.id, what: m.what, ...result });
    console.log(`${m.id}  ${result.outcome.padEnd(8)}  ${m.what}${result.by ? `  (${result.by})` : ''}`);
    if (json) writeFileSync(json, JSON.stringify(outcomes, null, 2));
  }
} finally {
  if (!given) rmSync(folder, { recursive: true, force: true });
}

const caught = outcomes.filter((o) => o.outcome === 'caught').length;
console.log(`${caught} of ${outcomes.length} changes were noticed by their tests`);
process.exit(caught === outcomes.length ? 0 : 1);
