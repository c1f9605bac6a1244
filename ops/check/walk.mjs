// A short walk through the demo, so that what is counted only when it happens has happened.

const PASSWORD = 'lantern harbour quietly';

/** A browser as far as we need one: cookies, no redirects. */
class Browser {
  #cookies = new Map();

  constructor(url) {
    this.url = url;
  }

  async ask(path, form) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(`${this.url}${path}`, {
      method: form ? 'POST' : 'GET',
      body: form ? new URLSearchParams(form) : undefined,
      redirect: 'manual',
      headers: { cookie, origin: this.url, 'sec-fetch-site': 'same-origin' },
    });
    for (const line of answer.headers.getSetCookie?.() ?? [answer.headers.get('set-cookie') ?? '']) {
      const [, name, value] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
      if (name) this.#cookies.set(name, value);
    }
    return answer;
  }

  async text(path) {
    const answer = await this.ask(path);
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
    return answer.text();
  }
}

export async function walk(url) {
  const customer = new Browser(url);
  const entered = await customer.ask('/sign-in', { email: 'orla@ardmorebakery.example', password: PASSWORD });
  if (entered.status !== 303) throw new Error(`the demo's customer cannot sign in: ${entered.status}`);
  for (const page of ['/', '/payments', '/credit-notes']) await customer.text(page);
  const [invoice] = /\/invoices\/[0-9a-f-]{36}/.exec(await customer.text('/invoices'));
  await customer.text(invoice);
  await customer.text(`${invoice}/pdf`);
}
