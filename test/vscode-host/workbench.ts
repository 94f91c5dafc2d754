import type { FrameLocator, Locator, Page } from 'playwright-core';

/** Whether it comes to that state in time. */
export const within = (locator: Locator, state: 'visible' | 'hidden', timeout: number) =>
  locator.waitFor({ state, timeout }).then(
    () => true,
    () => false,
  );

/**
 * Right-clicks `target` and picks an entry. VS Code ignores a mouse-up that comes too soon after
 * the menu opened (a plain click at once is always ignored), hence the retries.
 */
export async function contextMenu(
  page: Page,
  target: Locator,
  name: string,
  whenOpen?: () => Promise<unknown>,
): Promise<void> {
  const item = page.getByRole('menuitem', { name, exact: true });
  for (let attempt = 0; attempt < 4; attempt++) {
    await target.click({ button: 'right' });
    if (await within(item, 'visible', 4000)) {
      await whenOpen?.();
      if (await pick(page, item)) return;
    }
    await page.keyboard.press('Escape');
  }
  throw new Error(`could not pick "${name}" from the context menu`);
}

async function pick(page: Page, item: Locator): Promise<boolean> {
  for (let attempt = 0; attempt < 5; attempt++) {
    await page.waitForTimeout(200);
    await item.click({ timeout: 2000 }).catch(() => undefined); // the menu may have closed meanwhile: looked at next
    if (await within(item, 'hidden', 700)) return true;
  }
  return false;
}

/**
 * Runs a command through the command palette by its full title. A page that takes the focus as it loads closes the
 * palette: it is opened again.
 */
export async function runCommand(page: Page, title: string): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt++) {
    await page.keyboard.press('F1');
    if (await chooseCommand(page, title)) return;
    await page.keyboard.press('Escape');
  }
  throw new Error(`could not run "${title}" from the command palette`);
}

async function chooseCommand(page: Page, title: string): Promise<boolean> {
  const input = page.locator('.quick-input-widget input');
  const entry = page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
  if (!(await within(input, 'visible', 3000))) return false;
  return input
    .fill(`>${title}`, { timeout: 2000 })
    .then(() => entry.click({ timeout: 5000 }))
    .then(
      () => true,
      () => false,
    );
}

/**
 * The document inside a visible webview: outer iframe.webview.ready, inner iframe#active-frame (hidden panels keep
 * their iframes).
 */
export const webviewFrame = (page: Page, index = 0): FrameLocator =>
  page.frameLocator(`iframe.webview.ready:visible >> nth=${index}`).frameLocator('iframe#active-frame');
