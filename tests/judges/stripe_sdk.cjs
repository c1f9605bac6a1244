// The official Node library as a judge of the simulator: stripe_sdk.cjs <base URL> <secret key>. It also receives
// webhooks and has the library verify their signatures.
const http = require('http');
const Stripe = require('stripe');

const [base, key] = process.argv.slice(2);
const { hostname, port } = new URL(base);
const stripe = new Stripe(key, { host: hostname, port, protocol: 'http', maxNetworkRetries: 0 });
let faults = 0;

function check(name, found, expected) {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
  if (a !== b) faults += 1;
  console.log(a === b ? `ok    ${name}: ${a}` : `FAIL  ${name}: ${a}, not ${b}`);
}

async function refusal(call) {
  try {
    await call();
  } catch (error) {
    return [error.type, error.statusCode, error.code ?? null];
  }
  return 'nothing was refused';
}

async function main() {
  const received = [];
  const receiver = http.createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      received.push([Buffer.concat(parts), request.headers['stripe-signature']]);
      response.end();
    });
  });
  await new Promise((done) => receiver.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${receiver.address().port}/`;
  const endpoint = await stripe.webhookEndpoints.create({ url, enabled_events: ['*'] });

  const customer = await stripe.customers.create({ email: 'grace@example.com' });
  const method = await stripe.paymentMethods.attach('pm_card_mastercard', { customer: customer.id });
  check('attached', [method.customer === customer.id, method.card.brand], [true, 'mastercard']);
  const terms = {
    amount: 5000, currency: 'eur', customer: customer.id, payment_method: method.id, confirm: true, off_session: true,
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
  };
  const intent = await stripe.paymentIntents.create(terms, { idempotencyKey: 'sdk-node-1' });
  check('payment', [intent.status, intent.amount_received], ['succeeded', 5000]);
  const again = await stripe.paymentIntents.create(terms, { idempotencyKey: 'sdk-node-1' });
  check('replayed', again.id === intent.id, true);
  check('same key, other amount', await refusal(() =>
    stripe.paymentIntents.create({ ...terms, amount: 1 }, { idempotencyKey: 'sdk-node-1' })),
  ['StripeIdempotencyError', 400, null]);
  check('declined', await refusal(() => stripe.paymentIntents.create({
    amount: 100, currency: 'usd', payment_method: 'pm_card_chargeDeclined', confirm: true, payment_method_types: ['card'],
  })), ['StripeCardError', 402, 'card_declined']);
  const account = await stripe.paymentMethods.create({
    type: 'sepa_debit', sepa_debit: { iban: 'DE89370400440532013000' },
    billing_details: { name: 'Grace', email: 'grace@example.com' },
  });
  const debit = await stripe.paymentIntents.create({
    amount: 900, currency: 'eur', payment_method: account.id, payment_method_types: ['sepa_debit'], confirm: true,
    mandate_data: { customer_acceptance: { type: 'offline' } },
  });
  check('debit', debit.status, 'processing');
  const refund = await stripe.refunds.create({ payment_intent: intent.id, amount: 1 });
  check('refund', refund.status, 'succeeded');
  const events = [];
  for await (const event of stripe.events.list({ limit: 3, type: 'charge.refunded' })) events.push(event.type);
  check('events', events[0], 'charge.refunded');

  // A message may be on its way already, sent by the simulator's own clock.
  for (let tries = 0; tries < 40 && !received.some(([body]) => body.includes('"payment_intent.succeeded"')); tries++) {
    await fetch(`${base}/_simulator/tick`, { method: 'POST' });
    await new Promise((done) => setTimeout(done, 100));
  }
  const types = received.map(([body, signature]) =>
    stripe.webhooks.constructEvent(body, signature, endpoint.secret, 10 ** 9).type);
  check('webhooks verified', types.filter((type) => type === 'payment_intent.succeeded').length, 1);
  check('a wrong secret', await refusal(async () =>
    stripe.webhooks.constructEvent(received[0][0], received[0][1], 'whsec_wrong', 10 ** 9)),
  ['StripeSignatureVerificationError', null, null].map((v, at) => (at === 1 ? undefined : v)));
  await stripe.webhookEndpoints.del(endpoint.id);
  receiver.close();
  process.exitCode = faults ? 1 : 0;
}

main().catch((error) => {
  console.log(`FAIL  ${error.stack}`);
  process.exitCode = 1;
});
