// A client of visitd for a browser: what visitd-api(7) tells under WRITING A CLIENT, as code. It depends on nothing.

// The server said no. Programs decide on `code`, people read the message; `details` names every bad field, and `requestId`
// is what the operator finds the request by, in every log.
export class Refusal extends Error {
    constructor(reply) {
        super(reply.body?.message ?? `The server answered ${reply.status}`);
        this.name = 'Refusal';
        this.status = reply.status;
        this.code = reply.body?.code ?? 'unknown';
        this.details = reply.body?.details ?? [];
        this.requestId = reply.requestId;
        this.location = reply.location;
        this.retryAfter = reply.retryAfter;
    }

    // It will be different later, and is worth trying again: too many requests, or nobody there to serve them.
    get passing() {
        return [429, 502, 503, 504].includes(this.status);
    }
}

// No reply came, so nobody knows whether the request was carried out. The same Idempotency-Key makes it safe to send again.
export class Unreachable extends Error {
    constructor(cause) {
        super('The server cannot be reached', { cause });
        this.name = 'Unreachable';
    }
}

export const newKey = () => crypto.randomUUID();

const pause = seconds => new Promise(resolve => setTimeout(resolve, seconds * 1000));

export class Visitd {
    #token;
    #seen = new Map(); // address -> { etag, body }: what a 304 stands for

    // `watch` is told of every exchange, as the page shows them.
    constructor(token, { base = '', watch = () => {} } = {}) {
        this.#token = token;
        this.base = base;
        this.watch = watch;
    }

    // One request, once. Throws Refusal or Unreachable.
    async exchange(method, path, { body, key, ifMatch, ifNoneMatch } = {}) {
        const requestId = crypto.randomUUID();
        const headers = { Authorization: `Bearer ${this.#token}`, 'X-Request-Id': requestId };
        if (body !== undefined) headers['Content-Type'] = 'application/json';
        if (key) headers['Idempotency-Key'] = key;
        if (ifMatch) headers['If-Match'] = ifMatch;
        if (ifNoneMatch) headers['If-None-Match'] = ifNoneMatch;

        let response, text;
        try {
            response = await fetch(this.base + path, {
                method, headers,
                body: body === undefined ? undefined : JSON.stringify(body),
                cache: 'no-store', credentials: 'omit', redirect: 'error',
                signal: AbortSignal.timeout(20_000),
            });
            text = await response.text();
        } catch (cause) {
            this.watch({ method, path, status: 0, requestId });
            throw new Unreachable(cause);
        }
        const reply = {
            status: response.status,
            body: parsed(text),
            etag: response.headers.get('ETag'),
            location: response.headers.get('Location'),
            retryAfter: Number(response.headers.get('Retry-After')) || 0,
            replayed: response.headers.get('Idempotent-Replayed') === 'true',
            requestId: response.headers.get('X-Request-Id') ?? requestId,
        };
        this.watch({ method, path, status: reply.status, requestId: reply.requestId, replayed: reply.replayed });
        if (!response.ok && response.status !== 304) throw new Refusal(reply);
        return reply;
    }

    // The same, tried a few times where that is right. A write keeps its key through all of them: if the first try was carried
    // out and only its reply was lost, the second gets that reply.
    async send(method, path, options = {}, tries = 4) {
        if (method !== 'GET') options = { ...options, key: options.key ?? newKey() };
        for (let tried = 1; ; tried++) {
            try {
                return await this.exchange(method, path, options);
            } catch (error) {
                const again = error instanceof Unreachable || error.passing;
                if (!again || tried >= tries) throw error;
                await pause(Math.max(error.retryAfter ?? 0, 0.25 * 2 ** tried) + Math.random() / 4);
            }
        }
    }

    // A record or a page of a list, with the entity tag that says which version it is. What was read before is not sent again
    // by the server if it is still good.
    async read(path, tries) {
        const known = this.#seen.get(path);
        const reply = await this.send('GET', path, { ifNoneMatch: known?.etag }, tries);
        if (reply.status === 304) return { ...reply, body: known.body, unchanged: true };
        if (this.#seen.size > 100) this.#seen.clear();
        if (reply.etag) this.#seen.set(path, { etag: reply.etag, body: reply.body });
        return reply;
    }

    // Every record of a list, page by page as they are asked for. A cursor does not shift when somebody adds records meanwhile.
    async *list(path, name, parameters = {}) {
        let cursor = '';
        while (cursor !== null) {
            const { body } = await this.read(`${path}?${new URLSearchParams({ ...parameters, cursor })}`);
            const page = body.data ?? body;
            yield* page[name];
            cursor = (page.pagination ?? page).nextCursor;
        }
    }
}

// What is no JSON did not come from visitd but from something in between.
function parsed(text) {
    try {
        return JSON.parse(text);
    } catch {
        return null;
    }
}
