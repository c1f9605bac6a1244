// Every page opens and fits the screen it is read on: in the project "phone" that is 360 px wide.
import { test } from '@playwright/test';
import { expectNoSidewaysScroll, groups, walk } from './support/pages';

for (const [name, person, pages] of groups) {
  test(`${name} pages open and do not scroll sideways`, async ({ page }) => {
    test.setTimeout(60_000);
    await walk(page, person, pages, expectNoSidewaysScroll);
  });
}
