import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, Page } from 'playwright-core';

/** Debian's; others by CHROMIUM. */
const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';
const ARGS = ['--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** Runs in the page, and is no module of ours: a compiled one would call helpers that are not there. */
const LOOK = readFileSync(join(__dirname, 'look.js'), 'utf8');

/** What look.js returns. */
interface Seen {
  readonly plots: number;
  readonly empty: number;
  readonly overflow: number;
  readonly smallestText: number;
  readonly contrast: number;
}

const SIZES = {
  desk: { width: 1100, height: 900 },
  phone: { width: 360, height: 740 },
};

/** Opens the report as a reader does, on a desk and on a phone, by day and by night; pictures go into `folder`, if there is one. */
export async function checkInBrowser(file: string, folder?: string): Promise<string> {
  const browser = await chromium.launch({ executablePath: EXECUTABLE, args: ARGS, chromiumSandbox: false });
  try {
    const told: string[] = [];
    for (const [name, viewport] of Object.entries(SIZES)) {
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await browser.newPage({ viewport, colorScheme });
        told.push(`${name} ${colorScheme}: ${await checkPage(page, file)}`);
        if (folder) await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png`, fullPage: true });
        await page.close();
      }
    }
    return told.join('; ');
  } finally {
    await browser.close();
  }
}

async function checkPage(page: Page, file: string): Promise<string> {
  const url = pathToFileURL(file).href;
  const errors: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(url);
  const seen = await page.evaluate<Seen>(LOOK);
  assert.deepEqual(errors, [], 'errors of the console');
  assert.deepEqual(
    requests.filter((request) => request !== url && !request.startsWith('data:')),
    [],
    'requests besides the page',
  );
  assert.ok(seen.plots > 0 && seen.empty === 0, `${seen.empty} of ${seen.plots} plots are empty`);
  assert.ok(seen.overflow <= 0, `the page is ${seen.overflow} px wider than the screen`);
  assert.ok(seen.smallestText >= 11, `text of ${seen.smallestText} px in a plot`);
  assert.ok(seen.contrast >= 4.5, `a contrast of ${seen.contrast.toFixed(1)} between text and paper`);
  return `${seen.plots} plots`;
}
