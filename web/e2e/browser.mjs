import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const flags = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--force-color-profile=srgb', '--hide-scrollbars',
];

const installed = [
  '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
];

/** Where the browser is; the one of the packages is unpacked by the first call. */
export async function browserPath() {
  const path = process.env.CHROME_PATH ?? installed.find((candidate) => existsSync(candidate));
  // No browser on this machine: the one that comes with the packages.
  return path ?? unpack();
}

async function unpack() {
  delete process.env.AWS_LAMBDA_FUNCTION_NAME;
  const packaged = await import('@sparticuz/chromium');
  return packaged.default.executablePath();
}

/** The browser that comes with the packages, the same on each machine; null where it does not run. Its fonts lie in the folder for temporary files. */
export async function packagedBrowser() {
  return process.platform === 'linux' && process.arch === 'x64' ? unpack() : null;
}

/** A browser with a profile of its own that is gone with it. `scale`: pixels of its screen for each of a page; then the page has the size of the window. */
export async function openBrowser({ scale = null, ...options } = {}) {
  const profile = await mkdtemp(join(tmpdir(), 'argonaut-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await browserPath(), headless: true,
    ...(scale === null ? { args: flags, viewport: { width: 1440, height: 900 }, ...options }
      : { args: [...flags, `--force-device-scale-factor=${scale}`, '--window-size=1440,900'], viewport: null }),
  });
  return {
    context,
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** A browser whose pages have profiles of their own. */
export const launchBrowser = async () => chromium.launch({ executablePath: await browserPath(), headless: true, args: flags });
