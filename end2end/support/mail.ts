// The mail the demo captures instead of sending it.
import { expect, type Page } from '@playwright/test';

/** The addresses (/dev/mail/…) of the captured mails to this recipient, the newest first. */
export async function mailsTo(page: Page, recipient: string): Promise<string[]> {
  const list = await (await page.request.get('/dev/mail')).text();
  return list
    .split('<li>')
    .filter((entry) => entry.includes(`>${recipient}<`))
    // One's own address stands in one's menu, too.
    .flatMap((entry) => entry.match(/\/dev\/mail\/[0-9a-f-]{36}/) ?? []);
}

/** Waits for a mail to this recipient which is not among `earlier`. */
export async function newMailTo(page: Page, recipient: string, earlier: string[] = []): Promise<string> {
  let mail: string | undefined;
  await expect
    .poll(async () => (mail = (await mailsTo(page, recipient)).find((it) => !earlier.includes(it))), {
      message: `a new mail to ${recipient}`,
      timeout: 20_000,
    })
    .toBeTruthy();
  return mail!;
}

/** The first address of this deployment in the mail's HTML that begins with this path. */
export async function linkIn(page: Page, mail: string, path: string): Promise<string> {
  const html = await (await page.request.get(`${mail}/html`)).text();
  const links = [...html.matchAll(/href="([^"]+)"/g)].map(([, href]) => new URL(href.replaceAll('&amp;', '&')));
  const link = links.find((it) => it.pathname.startsWith(path));
  expect(link, `the mail links to ${path}…`).toBeTruthy();
  return link!.pathname + link!.search;
}
