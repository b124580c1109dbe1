// One of Telnyx's own SDKs against a gateway, call by call. Prints one line of JSON: what came of each call, a word or two each; a call
// that the SDK has no method for is not in it. CLIENT: a package of package.json. RECEIVED, RECEIPT: webhooks as they came, each with body,
// signature and timestamp. PUBLIC_KEY: that of the account.
import { setTimeout as pause } from 'node:timers/promises';

const { CLIENT, GATEWAY_URL: baseURL, GATEWAY_KEY, MEDIA_URL: media, PUBLIC_KEY: publicKey } = process.env;
const { default: Telnyx } = await import(CLIENT);
const { hostname, port } = new URL(baseURL);
const from = '+18885550001';
const to = '+17735550002';

/** Newer SDKs take a base URL, and the key for each webhook as text. */
const newer = {
    client: (apiKey) => new Telnyx({ apiKey, baseURL, maxRetries: 0 }),
    send: 'send',
    unwrap: (client, { body, signature, timestamp }) =>
        client.webhooks.unwrap(body, {
            headers: { 'telnyx-signature-ed25519': signature, 'telnyx-timestamp': timestamp },
            key: publicKey,
        }),
    fault: (error) => [error.status, error.error?.errors?.[0]?.code ?? error.error?.code],
};

/** SDKs of the second generation take host and port, and bytes for key and signature. */
const second = {
    client: (apiKey) => {
        const client = new Telnyx(apiKey);
        client.setHost(hostname, port, 'http');
        return client;
    },
    send: 'create',
    unwrap: (client, { body, signature, timestamp }) =>
        client.webhooks.constructEvent(body, Buffer.from(signature, 'base64'), timestamp, Buffer.from(publicKey, 'base64')),
    fault: (error) => [error.statusCode, error.raw?.errors?.[0]?.code ?? error.raw?.code],
};

const sdk = CLIENT === 'telnyx' ? newer : second;
const client = sdk.client(GATEWAY_KEY);
const came = {};

/** A gateway on a busy machine may say: not now, ask again. */
async function again(run) {
    for (let left = 20; ; left--) {
        try {
            return await run();
        } catch (error) {
            if (sdk.fault(error)[0] !== 503 || left === 0) {
                throw error;
            }
            await pause(250);
        }
    }
}

/** What a program gets: a message, or an error of the SDK's own. */
async function call(name, run, words = (answer) => message(answer.data)) {
    try {
        const answer = await again(run);
        came[name] = await words(answer);
    } catch (error) {
        const [status, code] = sdk.fault(error);
        came[name] = status ? `${status} ${code}` : `${error.constructor.name}: ${error.message}`;
    }
}

const message = ({ type, to: recipients }) => [type, ...recipients.map(({ status }) => status)].join(' ');

async function ended({ data: { id } }) {
    for (const end = Date.now() + 30_000; ; await pause(100)) {
        const { data } = await client.messages.retrieve(id);
        if (data.to[0].status === 'delivered' || Date.now() > end) {
            return message(data);
        }
    }
}

const mms = { from, to, text: 'Matrix', subject: 'Hello', media_urls: [media] };
const sent = await again(() => client.messages[sdk.send](mms));
await call('send', () => sent);
await call('retrieve', () => client.messages.retrieve(sent.data.id), ended);
await call('long_code', () => client.messages.sendLongCode({ from: '+13125550002', to, text: 'Matrix' }));
await call('short_code', () => client.messages.sendShortCode({ from: '24470', to, text: 'Matrix' }));
await call('number_pool', () =>
    client.messages.sendNumberPool({ messaging_profile_id: '4001742b-90be-405d-b1b5-40a434f0ffec', to, text: 'Matrix' }));
const group = { from: '+13125550001', to: [to, '+17735550003'], text: 'Matrix', media_urls: [media] };
let members;
await call('group', async () => (members = await client.messages.sendGroupMms(group)));
if (client.messages.retrieveGroupMessages) {
    await call('group_members', () => client.messages.retrieveGroupMessages(members.data.id), ({ data }) => data.map(message).length);
}
const later = { from, to, text: 'Matrix', send_at: new Date(Date.now() + 3_600_000).toISOString() };
const scheduled = await again(() => client.messages[client.messages.schedule ? 'schedule' : sdk.send](later));
await call('schedule', () => scheduled);
if (client.messages.cancelScheduled) {
    await call('cancel', () => client.messages.cancelScheduled(scheduled.data.id), message);
    await call('cancel_again', () => client.messages.cancelScheduled(scheduled.data.id), message);
    await call('cancel_unknown', () => client.messages.cancelScheduled('00000000-0000-4000-8000-000000000000'), message);
    await call('name', () => client.messages.sendWithAlphanumericSender({ from: 'MyShop', to: '+447400123456', text: 'Matrix',
        messaging_profile_id: '4001742b-90be-405d-b1b5-40a434f0ffec' }));
    await call('whatsapp', () => client.messages.whatsapp({ from, to, whatsapp_message: {} }));
}
await call('eleven_media', () => client.messages[sdk.send]({ ...mms, media_urls: Array(11).fill(media) }));
await call('too_soon', () => client.messages[sdk.send]({ ...later, send_at: '2020-01-01T00:00:00Z' }));
await call('wrong_key', () => sdk.client('guess').messages[sdk.send](mms));
await call('unknown_id', () => client.messages.retrieve('00000000-0000-4000-8000-000000000000'));
await call('elsewhere', () => client.numberLookup.retrieve('+17735550002'));

const [received, receipt] = [process.env.RECEIVED, process.env.RECEIPT].map((text) => JSON.parse(text));
const about = (event) => `${event.data.event_type} ${event.data.payload.text}`;
const refused = { ...received, body: received.body.replace('é', 'e') };
const late = { ...received, timestamp: String(received.timestamp - 600) };
await call('webhook', () => sdk.unwrap(client, received), about);
await call('relayed', () => sdk.unwrap(client, receipt), about);
for (const [name, webhook] of Object.entries({ webhook_forged: refused, webhook_late: late })) {
    came[name] = await Promise.resolve().then(() => sdk.unwrap(client, webhook)).then(() => 'taken', () => 'refused');
}
console.log(JSON.stringify(came));
