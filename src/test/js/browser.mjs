// A browser, and what every page is held to in it.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

export const LATCHKEY = process.env.LATCHKEY_URL;

export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Prefers the headless shell, which opens a page for a third of the processor time, but has none of the user's settings. */
export function launch() {
  return chromium.launch({ executablePath: process.env.HEADLESS_SHELL ?? CHROMIUM, args: ['--no-sandbox'] });
}

/** A page of its own, which notes what it should not do. */
export async function open(browser, options = {}) {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'], reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', error => faults.push(String(error)));
  // Chromium logs each refused request; a refusal that was asked for is no fault.
  page.on('console', message => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) faults.push(message.text());
  });
  page.on('request', request => {
    if (!request.url().startsWith(LATCHKEY)) faults.push(`asks ${request.url()}`);
  });
  return { page, faults, close: () => context.close() };
}

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Nothing serious against WCAG 2.2 AA. */
export async function isAccessible(page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await readFile(AXE, 'utf8'));
  const { violations } = await page.evaluate(() => axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] }));
  assert.deepEqual(
    violations.filter(({ impact }) => ['serious', 'critical'].includes(impact)).map(({ id, nodes }) => [id, nodes.map(node => node.html)]),
    []);
}

/** Nothing wider than the screen, which has that width. */
export async function fitsOn(page, width) {
  await page.setViewportSize({ width, height: 700 });
  await fits(page);
}

/** Nothing wider than the screen. */
export async function fits(page) {
  const [content, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(content <= screen, `${content} px on a screen of ${screen}`);
}

/** On a screen of that width, in these colours. */
export async function isReadable(page, width, colorScheme) {
  await fitsOn(page, width);
  await page.emulateMedia({ colorScheme });
  await isAccessible(page);
}

/** For the README, where one is wanted. */
export async function picture(page, name, wanted) {
  if (wanted && process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}.png` });
}
