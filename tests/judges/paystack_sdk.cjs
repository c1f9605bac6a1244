// The community's Node library paystack-sdk as a judge of the simulator: paystack_sdk.cjs <base URL> <secret key>. It knows
// one address only, so what it fetches is led elsewhere. It has nothing for webhooks: Node's own HMAC verifies them.
const http = require('http');
const { createHmac } = require('crypto');

const [base, key, webhookPort] = process.argv.slice(2);
const fetchFrom = globalThis.fetch;
globalThis.fetch = (url, init) => fetchFrom(String(url).replace('https://api.paystack.co', base), init);
const Paystack = require('paystack-sdk');
const paystack = new Paystack(key);
const email = 'linus@example.com';
let faults = 0;

function check(name, found, expected) {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
  if (a !== b) faults += 1;
  console.log(a === b ? `ok    ${name}: ${a}` : `FAIL  ${name}: ${a}, not ${b}`);
}

async function post(url, body, type) {
  const answer = await fetchFrom(url, { method: 'POST', body, headers: { 'Content-Type': type }, redirect: 'manual' });
  return answer.status;
}

async function main() {
  const received = [];
  const receiver = http.createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      received.push([Buffer.concat(parts), request.headers['x-paystack-signature']]);
      response.end();
    });
  });
  if (webhookPort) await new Promise((done) => receiver.listen(Number(webhookPort), '127.0.0.1', done));

  const reference = `node-${Date.now()}`;
  const opened = await paystack.transaction.initialize({ email, amount: '250000', reference, callback_url: 'https://x.example/' });
  check('initialized', [opened.status, opened.data.reference], [true, reference]);
  const card = (number) => new URLSearchParams({ channel: 'card', number, expiry: '12/40', cvv: '408' }).toString();
  const form = 'application/x-www-form-urlencoded';
  check('declined card', await post(opened.data.authorization_url, card('4084080000005408'), form), 422);
  const refused = await paystack.transaction.verify(reference);
  check('refused', [refused.data.status, refused.data.gateway_response], ['failed', 'Declined']);
  check('good card', await post(opened.data.authorization_url, card('4084084084084081'), form), 303);
  const paid = await paystack.transaction.verify(reference);
  check('paid', [paid.data.status, paid.data.amount], ['success', 250000]);

  const authorization_code = paid.data.authorization.authorization_code;
  const json = 'application/json';
  await post(`${base}/_simulator/authorizations/${authorization_code}`,
    JSON.stringify({ behaviour: 'declines', sentence: 'Insufficient Funds' }), json);
  const declined = await paystack.transaction.chargeAuthorization({ email, amount: '1000', authorization_code });
  check('declined again', [declined.status, declined.data.status], [true, 'failed']);
  const found = await paystack.customer.fetch(email);
  check('customer', found.data.authorizations.length, 1);

  const refund = await paystack.refund.create({ transaction: reference, amount: 1000 });
  check('refund', refund.data.status, 'pending');
  await post(`${base}/_simulator/refunds/${refund.data.id}/settle`, '', json);
  check('refund, settled', (await paystack.refund.fetch(String(refund.data.id))).data.status, 'processed');

  if (webhookPort) {
    await post(`${base}/_simulator/tick`, '', json);
    const sign = (body) => createHmac('sha512', key).update(body).digest('hex');
    check('webhooks signed', received.every(([body, signature]) => sign(body) === signature), true);
    const kinds = received.map(([body]) => JSON.parse(body).event);
    check('webhooks', ['charge.success', 'refund.pending', 'refund.processed'].every((kind) => kinds.includes(kind)), true);
    receiver.close();
  } else {
    console.log('skipped: webhooks, because no port was named to receive them on');
  }
  process.exitCode = faults ? 1 : 0;
}

main().catch((error) => {
  console.log(`FAIL  ${error.stack}`);
  process.exitCode = 1;
});
