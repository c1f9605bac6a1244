// A user's paths in a real browser against a running demo: npm test (see bin/test browser).
// One run per demo: it makes about 20 of the 30 failed sign-ins and guessed links one client is free to make in a day.
// BASE_URL: where the demo answers, or where it is to be started. QUITTANCE: the program. CHROMIUM: the browser.
// The version of Playwright in package.json is the last one which runs on Debian 12's Node 18.
import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const baseURL = process.env.BASE_URL ?? 'http://127.0.0.1:8080';
const program = process.env.QUITTANCE ?? '../target/debug/quittance';
const chromium = process.env.CHROMIUM || '/usr/bin/chromium';

export default defineConfig({
  testDir: '.',
  workers: 1, // one demo database, and tests that change it
  timeout: 30_000,
  forbidOnly: true,
  reporter: 'list',
  use: {
    baseURL,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    trace: 'off', // it doubles the time; to look into a failure: npm test -- --trace retain-on-failure
    launchOptions: {
      executablePath: existsSync(chromium) ? chromium : undefined, // else Playwright's own
      // No sandbox, because CI runs as root. The rest keeps Chromium from calling home, which would only time out.
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync'],
    },
  },
  webServer: {
    command: `exec ${program} demo --port ${new URL(baseURL).port}`,
    url: `${baseURL}/readyz`,
    reuseExistingServer: true,
    timeout: 180_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
    stdout: 'ignore',
    stderr: 'pipe',
  },
  projects: [
    { name: 'nojs', use: { javaScriptEnabled: false }, testIgnore: /accessibility|pages\.spec/ }, // "phone" walks the pages without scripts
    { name: 'js', testIgnore: /accessibility/ },
    {
      name: 'phone',
      use: { javaScriptEnabled: false, viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
      testIgnore: /accessibility/,
    },
    { name: 'light', use: { colorScheme: 'light' }, testMatch: /accessibility/ },
    { name: 'dark', use: { colorScheme: 'dark' }, testMatch: /accessibility/ },
  ],
});
