// Do pages of other origins reach the API in a browser, and only those that are listed? tools/stack lists https://app.example.org.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { launch, same, test, token, url, users } from './browser.js';

// A read, and a write whose headers need a preflight; and what the page can see of either.
async function reach(address, bearer) {
    const head = { Authorization: `Bearer ${bearer}` };
    const seen = async (what, ask) => {
        try {
            const reply = await ask();
            const headers = ['ETag', 'Location', 'X-Request-Id', 'Idempotent-Replayed'].filter(name => reply.headers.get(name) !== null);
            return `${what} ${reply.status} ${headers.join()}`;
        } catch {
            return `${what} blocked`;
        }
    };
    const draft = () => fetch(`${address}/api/visits`, { method: 'POST', body: '{}',
        headers: { ...head, 'Content-Type': 'application/json', 'Idempotency-Key': 'browser' } });
    return [await seen('read', () => fetch(`${address}/api/v1/me`, { headers: head })), await seen('write', () => draft().then(draft))];
}

test('pages of other origins', async () => {
    const [key, cert] = ['key', 'cert'].map(name => `${process.env.WORK}/${name}.pem`);
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=app.example.org', '-keyout', key, '-out', cert],
        { stdio: 'ignore' });
    const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, reply) => {
        reply.setHeader('Content-Type', 'text/html');
        reply.end('<!doctype html><title>An app</title>');
    });
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    const to = `127.0.0.1:${server.address().port}`;
    const browser = await launch([`--host-resolver-rules=MAP *.example.org:443 ${to}, MAP *.example:443 ${to}`]);
    try {
        const page = await browser.newPage();
        for (const [origin, expected] of [
            ['https://app.example.org', ['read 200 ETag,X-Request-Id', 'write 201 Location,X-Request-Id,Idempotent-Replayed']],
            ['https://app.example.org.evil.example', ['read blocked', 'write blocked']],
            ['https://other.example.org', ['read blocked', 'write blocked']],
        ]) {
            await page.goto(origin);
            same(await page.evaluate(reach, url, token(users.caregiver)), expected, origin);
        }
    } finally {
        await browser.close();
        server.closeAllConnections();
        server.close();
    }
});
