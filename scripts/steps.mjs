// Shared by the scripts: finding the checkout, running steps with progress, and skipping what has not changed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const isWindows = process.platform === 'win32';

const ignored = new Set(['node_modules', 'dist', 'dist-test', 'artifacts', 'bin', 'obj', '.git', 'TestResults']);

/** A digest of names, sizes and modification times below the given files and folders (paths from the checkout's root). */
export function fingerprint(paths) {
  const hash = createHash('sha256');
  const visit = (path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) return;
    if (stat.isDirectory()) {
      for (const name of readdirSync(path).sort()) if (!ignored.has(name)) visit(join(path, name));
      return;
    }
    hash.update(`${relative(root, path).split(sep).join('/')}\0${stat.size}\0${stat.mtimeMs}\n`);
  };
  for (const path of paths) visit(join(root, path));
  return hash.digest('hex');
}

const stampFile = (name) => join(root, 'artifacts', 'stamps', name);

/** Runs `work` unless the inputs are as they were when it last succeeded and `output` is there. */
export function whenChanged(name, inputs, output, work) {
  const now = fingerprint(inputs);
  const stamp = stampFile(name);
  if (existsSync(join(root, output)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return false;
  work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, fingerprint(inputs));
  return true;
}

/** Runs a command and ends this program with its output when it fails. */
export function step(title, command, args, options = {}) {
  const started = Date.now();
  process.stderr.write(`  ${title} ...`);
  const result = spawnSync(command, args, {
    cwd: join(root, options.cwd ?? '.'),
    env: { ...process.env, ...options.env },
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    shell: isWindows && command === 'npm',
  });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  if (result.status === 0) {
    process.stderr.write(` ${seconds} s\n`);
    return result.stdout;
  }
  process.stderr.write(` failed after ${seconds} s\n`);
  process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}${result.error ? `${result.error.message}\n` : ''}`);
  process.exit(1);
}

/** As `step`, while others run: nobody waits for it but who awaits the promise. It ends with this program. */
export function stepBeside(title, command, args) {
  const started = Date.now();
  const seconds = () => ((Date.now() - started) / 1000).toFixed(1);
  const program = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  process.once('exit', () => program.kill());
  let text = '';
  for (const stream of [program.stdout, program.stderr]) stream.on('data', (chunk) => { text += chunk; });
  return new Promise((resolve) => {
    program.once('error', (error) => { text += `${error.message}\n`; });
    program.once('close', (status) => {
      if (status === 0) {
        process.stderr.write(`  ${title} ... ${seconds()} s\n`);
        return resolve();
      }
      process.stderr.write(`  ${title} ... failed after ${seconds()} s\n${text}`);
      process.exit(1);
    });
  });
}

/** Ends this program with one plain sentence when Node or the SDK is too old. */
export function checkTools() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) fail(`Node.js 20.19 or newer is needed, found ${process.versions.node}.`);
  const sdk = spawnSync('dotnet', ['--version'], { cwd: root, encoding: 'utf8' });
  if (sdk.error) fail('The .NET 10 SDK is needed; the command dotnet was not found.');
  if (sdk.status !== 0 || Number(sdk.stdout.split('.')[0]) < 10)
    fail(`The .NET 10 SDK is needed, found ${(sdk.stdout || sdk.stderr).trim().split('\n')[0]}.`);
}

function fail(message) {
  process.stderr.write(`argonaut: ${message}\n`);
  process.exit(4);
}

/** The dashboard's packages, among them the PostgreSQL binaries. */
export function installWebPackages() {
  whenChanged('web-packages', ['web/package.json', 'web/package-lock.json'], 'web/node_modules', () =>
    step('Fetching the packages of the dashboard and PostgreSQL', 'npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: 'web' }));
}

export function buildWeb() {
  whenChanged('web', ['web/src', 'web/public', 'web/index.html', 'web/vite.config.ts', 'web/package-lock.json', 'web/tsconfig.json'], 'web/dist/index.html', () =>
    step('Building the dashboard', 'npm', ['run', 'build', '--silent'], { cwd: 'web' }));
}

/** The pages for tests alone; no verb of the program needs them. */
export function buildTestPages() {
  whenChanged('web-test-pages', ['web/src', 'web/public', 'web/test-pages', 'web/vite.test-pages.config.ts', 'web/package-lock.json', 'web/tsconfig.json'], 'web/dist-test/index.html', () =>
    step('Building the pages for tests', 'npm', ['run', 'build:test-pages', '--silent'], { cwd: 'web' }));
}

export function buildProgram() {
  const inputs = ['src', 'Directory.Build.props', 'Directory.Packages.props', 'global.json', '.editorconfig', 'BannedSymbols.All.txt', 'BannedSymbols.Pure.txt'];
  whenChanged('program', inputs, 'artifacts/bin/Argonaut.Cli/release/argonaut.dll', () => {
    checkTools();
    step('Building the program', 'dotnet', ['build', 'src/Argonaut.Cli', '-c', 'Release', '-nologo', '-v', 'quiet']);
  });
}
