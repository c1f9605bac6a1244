// The official Node library as a judge of the simulator: twilio_sdk.cjs <base URL> <account SID> <auth token>. It
// also receives callbacks and has the library verify their signatures.
const http = require('http');
const twilio = require('twilio');

const [base, sid, token] = process.argv.slice(2);
let faults = 0;

function check(name, found, expected) {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
  if (a !== b) faults += 1;
  console.log(a === b ? `ok    ${name}: ${a}` : `FAIL  ${name}: ${a}, not ${b}`);
}

// The library builds addresses of https://api.twilio.com; this one leads them to the simulator.
class Elsewhere extends twilio.RequestClient {
  request(options) {
    return super.request({ ...options, uri: options.uri.replace(/^https:\/\/[^/]+/, base) });
  }
}

async function refusal(call) {
  try {
    await call();
  } catch (error) {
    return [error.status, error.code];
  }
  return 'nothing was refused';
}

async function main() {
  const received = [];
  const receiver = http.createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const fields = Object.fromEntries(new URLSearchParams(Buffer.concat(parts).toString()));
      received.push([fields, request.headers['x-twilio-signature']]);
      response.end();
    });
  });
  await new Promise((done) => receiver.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${receiver.address().port}/status?of=1`;
  const client = twilio(sid, token, { httpClient: new Elsewhere() });
  const from = '+15551234567';
  const to = '+491701234567';

  const made = await client.messages.create({ to, from, body: 'Hello', statusCallback: url });
  check('create', [made.status, made.direction, made.to, made.body], ['queued', 'outbound-api', to, 'Hello']);
  check('its time reads', made.dateCreated instanceof Date && !Number.isNaN(made.dateCreated.valueOf()), true);
  const listed = await client.messages.list({ to, limit: 20 });
  check('list', listed[0].sid, made.sid);
  check('fetch', (await client.messages(made.sid).fetch()).sid, made.sid);
  for (const [number, code] of [['+15005550001', 21211], ['+15005550004', 21610], ['+15005550009', 21614]]) {
    check(`to ${number}`, await refusal(() => client.messages.create({ to: number, from, body: 'x' })), [400, code]);
  }
  check('no body', await refusal(() => client.messages.create({ to, from, body: '' })), [400, 21602]);
  const stranger = twilio(sid, 'wrong', { httpClient: new Elsewhere() });
  check('wrong token', await refusal(() => stranger.messages.list({ limit: 1 })), [401, 20003]);

  for (let tries = 0; tries < 60 && received.length < 2; tries += 1) await new Promise((done) => setTimeout(done, 250));
  check('callbacks', received.map(([fields]) => fields.MessageStatus), ['sent', 'delivered']);
  for (const [fields, signature] of received) {
    check(`signature of ${fields.MessageStatus}`, twilio.validateRequest(token, signature, url, fields), true);
    check('with another token', twilio.validateRequest('other', signature, url, fields), false);
  }
  receiver.close();
  process.exit(faults === 0 ? 0 : 1);
}

main();
