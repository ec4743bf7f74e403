// A draft that saves itself: the records as the server last told them, and an outbox of what it has not confirmed.
//
// An entry of the outbox is { op: 'add' | 'set' | 'remove', record, key, … }. They are sent one after the other. Each keeps its
// Idempotency-Key from the first try on, so one whose reply was lost is not carried out twice. A 'set' remembers in `seen` what this
// window last saw in its field: when the record has moved on (412), that decides whether somebody else wrote the same field.
import { newKey, Unreachable } from './visitd.js';
import { equal } from './ui.js';
import { Outbox, sameField } from './outbox.js';
import { addressOf, LEVELS } from './levels.js';

const PAUSE = 600; // milliseconds without a key pressed, after which a field is sent
const LONGEST = 3000; // and how long somebody may type without a pause before it is sent nevertheless

export class Draft extends EventTarget {
    records = new Map(); // id -> { id, level, parent, values, etag, children, gone }
    readOnly = null; // why, if it is
    trouble = null; // null, 'offline' or 'signed-out'
    kept = true; // is the outbox in localStorage?
    #flying = null;
    #flights = 0;
    #typing = new Map(); // entry -> { first, due }
    #wake = null;
    #failures = 0;
    #closed = false;

    static async open(client, me, id) {
        const draft = new Draft();
        Object.assign(draft, { client, me, id });
        draft.outbox = await Outbox.open(me.id, id);
        await draft.refresh();
        draft.#settle();
        draft.#pump();
        return draft;
    }

    close() {
        this.#closed = true;
        clearTimeout(this.#wake);
    }

    get visit() {
        return this.records.get(this.id);
    }

    // ---- What the form asks and does

    value(record, field) {
        const entry = this.outbox.of(record.id, field);
        return entry ? entry.value : record.values[field];
    }

    // Where a field stands: null if nothing is to be said, else { state, … }.
    state(record, field) {
        const entry = this.outbox.of(record.id, field);
        if (!entry) return record.confirmed.has(field) ? { state: 'saved' } : null;
        if (entry.problem) return { state: entry.problem.kind, ...entry.problem };
        if (this.trouble) return { state: this.trouble };
        return { state: entry === this.#flying ? 'saving' : 'waiting' };
    }

    // Why an added record could not be made, if so.
    refusedAs(record) {
        return this.outbox.entries.find(({ op, record: id, problem }) => op === 'add' && id === record.id && problem)?.problem;
    }

    // Of all fields together.
    get summary() {
        const { entries } = this.outbox;
        const problems = entries.filter(({ problem }) => problem);
        const count = problems.length || entries.filter(entry => entry.op !== 'set' || this.#first(entry)).length;
        if (problems.length) return { state: problems.some(({ problem }) => problem.kind === 'conflict') ? 'conflict' : 'refused', count };
        if (!count) return { state: this.trouble ?? 'saved', count };
        return { state: this.trouble ?? 'saving', count };
    }

    set(record, field, value) {
        let entry = this.outbox.of(record.id, field);
        if (entry && !entry.key) {
            entry.value = value;
            // What was not accepted is tried again as soon as it is changed; a conflict stays until somebody has decided.
            if (entry.problem?.kind === 'refused') delete entry.problem;
        } else {
            // One that was sent may have been carried out: what is typed now follows it.
            entry = this.outbox.put({ op: 'set', record: record.id, field, value, key: null, seen: (entry ? entry.value : record.values[field]) ?? null });
        }
        const now = Date.now();
        const first = this.#typing.get(entry)?.first ?? now;
        this.#typing.set(entry, { first, due: Math.min(now + PAUSE, first + LONGEST) });
        if (!entry.problem && equal(value, entry.seen) && this.#first(entry)) this.#done(entry);
        this.#changed();
        this.#pump();
    }

    // The field was left: nothing more is waited for.
    leave(record, field) {
        const entry = this.outbox.of(record.id, field);
        if (entry) this.#typing.delete(entry);
        this.#pump();
    }

    add(parent) {
        const level = LEVELS[parent.level].child;
        // Its id until the server has given one.
        const { record } = this.outbox.put({ op: 'add', record: `new-${newKey()}`, level, parent: parent.id, key: newKey() });
        this.#grow(record, level, parent.id);
        this.#changed('tree');
        this.#pump();
        return this.records.get(record);
    }

    remove(record) {
        const all = this.#below(record);
        const { entries } = this.outbox;
        const unsent = entries.find(entry => entry.op === 'add' && entry.record === record.id && entry !== this.#flying);
        for (const entry of entries.filter(entry => all.has(entry.record) && entry !== this.#flying)) this.#done(entry);
        if (!unsent && !record.gone) this.outbox.put({ op: 'remove', record: record.id, level: record.level, key: null });
        this.#forget(record);
        this.#changed('tree');
        this.#pump();
    }

    // Of a field that two windows wrote, or whose words cannot be kept: do they stay?
    decide(record, field, mine) {
        const entry = this.outbox.of(record.id, field);
        entry.seen = record.values[field];
        delete entry.problem;
        if (!mine) this.#done(entry);
        this.#changed();
        this.#pump();
    }

    // Closes the report, if it is still what this window shows: the tag of the whole tree decides.
    async submit() {
        await this.refresh();
        if (this.outbox.entries.length) return false;
        await this.client.send('PATCH', addressOf(this.visit), { body: { status: 'submitted' }, ifMatch: this.treeTag });
        await this.refresh();
        return true;
    }

    // ---- What the server says

    // Reads the whole tree. A write of our own at the same time may be in it or not: then it is left to the next time.
    async refresh(own = false) {
        const flights = this.#flights;
        if (this.#flying && !own) return;
        const { body } = await this.client.read(`/api/visits/${this.id}`, 2);
        if (body.etag === this.treeTag || flights !== this.#flights) return;
        this.treeTag = body.etag;
        const found = new Set();
        const take = (told, level, parent) => {
            const { list, child } = LEVELS[level];
            const record = this.#grow(told.id, level, parent);
            const children = (told[list] ?? []).map(below => take(below, child, told.id));
            this.#told(record, told, told.etag);
            // What was added here and is not known there yet stays.
            record.children = [...children, ...record.children.filter(id => id.startsWith('new-'))];
            found.add(told.id);
            return told.id;
        };
        take(body, 'visit', null);
        for (const record of [...this.records.values()]) if (!found.has(record.id) && !record.id.startsWith('new-')) this.#lost(record);
        if (body.status !== 'draft') this.readOnly = 'submitted';
        else if (body.userId !== this.me.userNo) this.readOnly = 'shared';
        if (this.readOnly) this.#close();
        this.#changed('tree');
    }

    // Nothing can be sent any more: words that are left are shown as not saved, to be copied or discarded.
    #close() {
        for (const entry of [...this.outbox.entries]) {
            if (entry === this.#flying) continue;
            if (entry.op === 'set') this.#problem(entry, { kind: 'refused', message: 'Not saved: the report is closed.' });
            else this.#done(entry);
        }
    }

    // Removed in another window. Words for it that were never sent are not thrown away, but shown.
    #lost(record) {
        const all = this.#below(record);
        const words = this.outbox.entries.filter(entry => entry.op === 'set' && all.has(entry.record));
        if (!words.length) {
            this.records.delete(record.id);
            return;
        }
        record.gone = true;
        for (const entry of words) this.#problem(entry, { kind: 'gone' });
        const { children } = this.records.get(record.parent);
        if (!children.includes(record.id)) children.push(record.id);
    }

    #grow(id, level, parent) {
        let record = this.records.get(id);
        if (!record) {
            record = { id, level, parent, values: {}, etag: null, children: [], confirmed: new Set() };
            this.records.set(id, record);
            const { children } = this.records.get(parent) ?? { children: [] };
            if (!children.includes(id)) children.push(id);
        }
        return record;
    }

    // The record as it stands. Fields that wait here meet what others have written: see #meet().
    #told(record, told, etag) {
        for (const { name } of LEVELS[record.level].fields) record.values[name] = told[name] ?? null;
        record.etag = etag;
        for (const entry of this.outbox.entries)
            if (entry.op === 'set' && entry.record === record.id && entry !== this.#flying && this.#first(entry)) this.#meet(entry, record);
    }

    // Of a field there may be two: one that was sent without an answer, and what was typed since. The second stands upon the first.
    #first(entry) {
        return this.outbox.entries.find(other => sameField(other, entry)) === entry;
    }

    #meet(entry, record) {
        const theirs = record.values[entry.field];
        if (equal(theirs, entry.value)) {
            this.#done(entry);
            record.confirmed.add(entry.field);
        } else if (!equal(theirs, entry.seen)) {
            this.#problem(entry, { kind: 'conflict' });
        }
    }

    // Puts upon the server's records what a dead window has left: records that it had added, and words for some that are gone.
    #settle() {
        for (const entry of this.outbox.entries) {
            if (entry.op === 'remove') {
                this.#forget(this.records.get(entry.record));
            } else if (entry.op === 'add') {
                this.#ghost(entry.parent);
                this.#grow(entry.record, entry.level, entry.parent);
            } else if (!this.records.has(entry.record)) {
                this.#ghost(entry.record);
                this.#problem(entry, { kind: 'gone' });
            }
        }
        this.#changed();
    }

    // A place for words whose record somebody has removed; its id tells where it was.
    #ghost(id) {
        if (this.records.has(id)) return;
        const steps = id.split('-');
        const parent = steps.slice(0, -1).join('-');
        this.#ghost(parent);
        this.#grow(id, Object.keys(LEVELS)[steps.length - 1], parent).gone = true;
    }

    #problem(entry, problem) {
        const last = entry.op === 'set' ? this.outbox.of(entry.record, entry.field) : entry;
        // What was typed since is the same words, only more of them.
        if (last !== entry) this.#done(entry);
        last.problem = problem;
        last.key = null;
    }

    #done(entry) {
        this.outbox.drop(entry);
        this.#typing.delete(entry);
    }

    #below(record) {
        const below = record.children.map(id => this.records.get(id)).filter(Boolean);
        return new Set([record.id, ...below.flatMap(child => [...this.#below(child)])]);
    }

    #forget(record) {
        if (!record) return;
        for (const id of this.#below(record)) this.records.delete(id);
        const parent = this.records.get(record.parent);
        if (parent) parent.children = parent.children.filter(id => id !== record.id);
    }

    #changed(what = 'state') {
        this.kept = this.outbox.keep();
        this.dispatchEvent(new Event(what));
    }

    // ---- Sending

    // The first entry whose time has come, or the time when one will.
    #next() {
        let soonest = Infinity;
        const unborn = new Set(this.outbox.entries.filter(({ op }) => op === 'add').map(({ record }) => record));
        for (const entry of this.outbox.entries) {
            if (entry.problem || unborn.has(entry.op === 'add' ? entry.parent : entry.record)) continue;
            const due = this.#typing.get(entry)?.due ?? 0;
            if (due <= Date.now()) return { entry };
            soonest = Math.min(soonest, due);
        }
        return { wait: soonest - Date.now() };
    }

    async #pump() {
        clearTimeout(this.#wake);
        if (this.#flying || this.#closed || this.readOnly) return;
        const { entry, wait } = this.#next();
        if (!entry) {
            if (wait < Infinity) this.#wake = setTimeout(() => this.#pump(), wait);
            return;
        }
        this.#flying = entry;
        this.#flights++;
        this.#typing.delete(entry);
        this.#changed();
        let again = 0;
        try {
            await this.#carry(entry);
            this.#failures = 0;
            this.trouble = null;
        } catch (error) {
            again = await this.#failed(entry, error);
        }
        this.#flying = null;
        this.#changed();
        if (this.#closed) return;
        if (again) this.#wake = setTimeout(() => this.#pump(), again);
        else this.#pump();
    }

    // The network is gone, as the browser says; and may be back.
    cut() {
        this.trouble ??= 'offline';
        this.#changed();
    }
    async retry() {
        this.#failures = 0;
        try {
            await this.refresh();
            if (!this.#flying) this.trouble = null;
        } catch (error) {
            if (error instanceof Unreachable) this.trouble = 'offline';
        }
        this.#changed();
        this.#pump();
    }

    async #carry(entry) {
        const record = this.records.get(entry.record);
        if (entry.op === 'add') await this.#create(entry, record);
        else if (entry.op === 'remove') await this.#delete(entry);
        else await this.#save(entry, record);
    }

    async #save(entry, record) {
        // A record that was just made has no tag yet.
        if (!record.etag) {
            const { body, etag } = await this.client.exchange('GET', addressOf(record));
            this.#told(record, body, etag);
            this.#meet(entry, record);
            if (entry.problem || !this.outbox.entries.includes(entry)) return;
        }
        const sent = entry.value;
        entry.key ??= newKey();
        this.outbox.keep();
        const reply = await this.client.exchange('PATCH', addressOf(record), { body: { [entry.field]: sent }, key: entry.key, ifMatch: record.etag });
        this.#done(entry);
        record.confirmed.add(entry.field);
        // What was typed while this was under way was typed upon it.
        const later = this.outbox.of(record.id, entry.field);
        if (later) later.seen = reply.body[entry.field];
        this.#told(record, reply.body, reply.etag);
    }

    async #create(entry, record) {
        const { parent, id, path } = LEVELS[entry.level];
        const { body } = await this.client.exchange('POST', path, { body: { [parent]: entry.parent }, key: entry.key });
        this.#done(entry);
        // From now on it goes by the server's id, here and in the outbox.
        const [old, known] = [entry.record, body[id]];
        for (const other of this.outbox.entries) {
            if (other.record === old) other.record = known;
            if (other.parent === old) other.parent = known;
        }
        // It may have been removed while it was being made; or read with the tree, where a first try was carried out and its reply lost.
        if (!record) return;
        const there = this.records.get(known);
        const { children } = this.records.get(entry.parent);
        this.records.delete(old);
        if (there) children.splice(children.indexOf(old), 1);
        else children[children.indexOf(old)] = known;
        const stays = there ?? Object.assign(record, { id: known });
        this.records.set(known, stays);
        if (there) there.children.push(...record.children);
        for (const child of record.children) this.records.get(child).parent = known;
        this.#changed('tree');
    }

    async #delete(entry) {
        entry.key ??= newKey();
        this.outbox.keep();
        try {
            await this.client.exchange('DELETE', addressOf({ level: entry.level, id: entry.record }), { key: entry.key });
        } catch (error) {
            // Somebody else was first.
            if (error.status !== 404) throw error;
        }
        this.#done(entry);
    }

    // What came of a try that failed: in how many milliseconds to try again, 0 if there is nothing to be waited for.
    async #failed(entry, error) {
        if (error instanceof Unreachable || error.passing) {
            this.trouble = 'offline';
            const pause = Math.min(30, 2 ** this.#failures++);
            return 1000 * Math.max(pause, error.retryAfter ?? 0);
        }
        if (error.status === 401) {
            this.trouble = 'signed-out';
            return 60_000;
        }
        this.trouble = null;
        if (error.status === 412) {
            await this.#overtaken(entry).catch(() => {});
        } else {
            if (entry.op === 'remove') this.#done(entry);
            else this.#problem(entry, error.status === 404 ? { kind: 'gone' } : { kind: 'refused', message: error.message });
            // Somebody has submitted or removed it.
            if (error.status === 404 || error.status === 409) await this.refresh(true).catch(() => {});
        }
        return 0;
    }

    // The record has moved on. Was it this field? If not, the entry is sent again upon what is there now.
    async #overtaken(entry) {
        entry.key = null;
        const record = this.records.get(entry.record);
        record.etag = null;
        const { body, etag } = await this.client.exchange('GET', addressOf(record));
        this.#told(record, body, etag);
        this.#meet(entry, record);
    }
}
