// Latchkey's own pages: how their user signs in.

import { LATCHKEY } from './browser.mjs';

/** Signs in on Latchkey's page, which leads to `path`. */
export async function signIn(page, { username, password }, path) {
  await page.goto(LATCHKEY + path);
  await page.waitForURL('**/account/pages/login?**');
  await page.getByLabel('Username or e-mail address').fill(username);
  await page.locator('#current_password').fill(password);
  await page.keyboard.press('Enter');
}
