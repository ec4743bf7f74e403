// What was written and has not been confirmed by the server yet, in localStorage: it outlives a killed tab and a lost network.
//
// One item for each window and draft, so that two windows never write over each other's. A window that is gone leaves its item
// behind; the next one that opens the draft takes it over. Whether a window is alive is told by a lock that it holds.

const PREFIX = 'visitd-demo-outbox';
const ALIVE = 'visitd-demo-window:';
const nameOf = (user, draft, window) => [PREFIX, user, draft, window].join('|');

function hold(name) {
    return new Promise(resolve => {
        navigator.locks.request(name, { ifAvailable: true }, lock => {
            resolve(lock !== null);
            // Held until the window goes, however it goes.
            return lock ? new Promise(() => {}) : undefined;
        });
    });
}

// This window's name, the same after a reload. A tab that was duplicated has copied it, and finds it taken.
let own;
function thisWindow() {
    own ??= (async () => {
        let id = sessionStorage.getItem(ALIVE);
        if (!id || !await hold(ALIVE + id)) {
            id = crypto.randomUUID();
            await hold(ALIVE + id);
        }
        sessionStorage.setItem(ALIVE, id);
        return id;
    })();
    return own;
}

function items(user, draft) {
    return Object.keys(localStorage).map(name => ({ name, parts: name.split('|') }))
        .filter(({ parts }) => parts[0] === PREFIX && parts[1] === user && (!draft || parts[2] === draft));
}

// The drafts of which this browser keeps words that the server does not have.
export const unsent = user => new Set(items(user).map(({ parts }) => parts[2]));

export const sameField = (a, b) => a.op === 'set' && b.op === 'set' && a.record === b.record && a.field === b.field;

export class Outbox {
    entries = [];

    // Opens it, with what dead windows have left. Where two of them wrote the same field, the second waits for another time:
    // its words meet the server's then, as those of any two windows do.
    static async open(user, draft) {
        const box = new Outbox();
        const window = await thisWindow();
        box.name = nameOf(user, draft, window);
        await navigator.locks.request(`${PREFIX}|${draft}`, async () => {
            const { held } = await navigator.locks.query();
            const alive = new Set(held.map(lock => lock.name));
            for (const { name, parts } of items(user, draft)) {
                if (parts[3] !== window && alive.has(ALIVE + parts[3])) continue;
                const found = JSON.parse(localStorage.getItem(name));
                const left = found.filter(entry => box.entries.some(other => sameField(other, entry)));
                box.entries.push(...found.filter(entry => !left.includes(entry)));
                if (name === box.name) continue;
                box.keep();
                if (left.length) localStorage.setItem(name, JSON.stringify(left));
                else localStorage.removeItem(name);
            }
        });
        return box;
    }

    // Writes it down. False if the browser would not: then the words are in this page alone.
    keep() {
        try {
            if (this.entries.length) localStorage.setItem(this.name, JSON.stringify(this.entries));
            else localStorage.removeItem(this.name);
            return true;
        } catch {
            return false;
        }
    }

    put(entry) {
        this.entries.push(entry);
        return entry;
    }

    drop(entry) {
        this.entries = this.entries.filter(other => other !== entry);
    }

    // The last word on a field; there are two while one of them is under way.
    of(record, field) {
        return this.entries.findLast(({ op, record: id, field: name }) => op === 'set' && id === record && name === field);
    }
}
