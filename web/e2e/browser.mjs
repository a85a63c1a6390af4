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

async function browserPath() {
  const path = process.env.CHROME_PATH ?? installed.find((candidate) => existsSync(candidate));
  if (path !== undefined) return path;
  // No browser on this machine: the one that comes with the packages.
  delete process.env.AWS_LAMBDA_FUNCTION_NAME;
  const packaged = await import('@sparticuz/chromium');
  return packaged.default.executablePath();
}

/** A browser with a profile of its own that is gone with it. */
export async function openBrowser(options = {}) {
  const profile = await mkdtemp(join(tmpdir(), 'argonaut-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await browserPath(), headless: true, args: flags, viewport: { width: 1440, height: 900 }, ...options,
  });
  return {
    context,
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
