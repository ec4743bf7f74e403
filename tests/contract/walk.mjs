// Walks through the API knowing nothing of it but its description: for every operation good requests, at the bounds of what it
// takes, and bad ones, beyond each bound by one; every reply is held against the description, and none may be a 5xx.
// node walk.mjs openapi.json TOKENS, which is {"role": "token", …}; VISITD_URL is where, NODE_EXTRA_CA_CERTS its certificate.
import { randomUUID } from "node:crypto";
import { Document, Judge } from "./document.mjs";
import { bad, good } from "./samples.mjs";

const [documentPath, tokensText] = process.argv.slice(2);
const tokens = JSON.parse(tokensText);
const document = new Document(documentPath);
const judge = new Judge(document);
const deadline = Date.now() + 60000;

// --- requests ---

async function send(method, path, { role, token = tokens[role], body, text, headers = {} } = {}) {
	const request = text ?? (body === undefined ? undefined : JSON.stringify(body));
	const response = await fetch(process.env.VISITD_URL + path, {
		method, body: request, redirect: "manual",
		headers: { ...(token ? { Authorization: `Bearer ${token}` } : {}),
			...(request === undefined ? {} : { "Content-Type": "application/json" }), ...headers },
	});
	const replyHeaders = new Map(response.headers.entries());
	// Unpacked by fetch already.
	replyHeaders.delete("content-encoding");
	const exchange = { method, path, request, status: response.status, headers: replyHeaders, reply: await response.text() };
	judge.judge(exchange);
	if (exchange.status >= 500)
		judge.complain(`${method} answered with ${exchange.status}`, exchange);
	exchange.json = (replyHeaders.get("content-type") ?? "").startsWith("application/json") && exchange.reply ? JSON.parse(exchange.reply) : null;
	remember(exchange, role);
	return exchange;
}

function expect(exchange, what, status, code) {
	const fits = [status].flat().includes(exchange.status) && (code === undefined || [code].flat().includes(exchange.json?.code));
	if (!fits)
		judge.complain(`${what}: ${status} ${code ?? ""} expected, and it is ${exchange.status} ${exchange.json?.code ?? ""}`, exchange);
	return fits;
}

// --- what was learned on the way: addresses of records, and members that other requests want back ---

const places = new Map(); // template → [{ path, role, own }], newest first
const members = new Map(); // name → values, oldest first

function learn(path, role, own) {
	const found = document.find("GET", path);
	for (const operation of found ? document.operations : []) {
		// An address is good for what is below it too.
		const count = found.operation.segments.length;
		if (operation.path !== found.operation.path)
			continue;
		const known = places.get(operation.path) ?? [];
		if (!known.some(one => one.path === path) && count === operation.segments.length)
			places.set(operation.path, [{ path, role, own }, ...known]);
	}
}

function remember(exchange, role) {
	const { method, path, status, json, headers } = exchange;
	if (status === 201 && headers.has("location"))
		learn(headers.get("location"), role, true);
	if (status >= 300 || json === null)
		return;
	const rows = [json, json.data, ...Object.values(json.data ?? json)].find(Array.isArray) ?? [];
	for (const row of method === "GET" ? rows : [])
		if (row?.id)
			learn(`${path.split("?")[0]}/${row.id}`, role, false);
	for (const [name, value] of Object.entries(json))
		if (typeof value === "string" && name.endsWith("Key"))
			members.set(name, [...(members.get(name) ?? []), value]);
}

// A path of an operation for this role: of a record that the role has made itself, rather than of one that it has seen.
function pathFor(operation, role) {
	const template = operation.segments;
	for (let length = template.length; length > 0; length--) {
		const known = places.get(template.slice(0, length).join("/")) ?? [];
		const place = known.find(one => one.role === role && one.own) ?? known.find(one => one.role === role) ?? known[0];
		if (place)
			return [place.path, ...template.slice(length).map(idOf(operation))].join("/");
	}
	return template.map(idOf(operation)).join("/");
}

const idOf = operation => segment => {
	if (!segment.startsWith("{"))
		return segment;
	const { schema } = document.parameters(operation, "path").find(one => one.name === segment.slice(1, -1));
	return good(schema)[0];
};

// --- one operation ---

const isList = operation => document.parameters(operation, "query").some(one => one.name === "limit");
const schemaOf = operation => document.resolve(document.bodySchema(operation));

// The documented example, with new times, so that a slot is free, and with what was learned: keys that name a record of the path.
function exampleOf(operation, path) {
	const media = operation.requestBody?.content["application/json"];
	if (!media)
		return undefined;
	const known = key => members.get(key)?.find(value => path.split("/").some(segment => segment.length > 20 && value.includes(segment)));
	const freshen = (value, schema) => {
		if (Array.isArray(value))
			return value.map(item => freshen(item, schema.items));
		if (value === null || typeof value !== "object" || !schema?.properties)
			return value;
		return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key,
			key === "scheduledStartTime" ? good(schema.properties[key]).at(-1)
				: known(key) ? known(key)
					: document.operations.some(one => one.path.endsWith(`/{${key}}`)) && parents.has(key) ? parents.get(key)
						: freshen(inner, schema.properties[key])]));
	};
	return freshen(media.example, media.schema);
}

// Ids that a body names, of records made on the way: "visitId" of a draft, say.
const parents = new Map();

function adopt(exchange) {
	for (const [name, value] of Object.entries(exchange.json ?? {}))
		if (exchange.status === 201 && name.endsWith("Id") && Object.keys(exchange.json).length === 1)
			parents.set(name, value);
}

async function tryRoles(operation) {
	const id = operation.operationId, method = operation.method.toUpperCase();
	for (const role of Object.keys(tokens)) {
		const path = pathFor(operation, role);
		if (!operation["x-roles"].includes(role)) {
			expect(await send(method, path, { role, body: exampleOf(operation, path) }), `${id} by ${role}`, 403, "wrong_role");
			continue;
		}
		if (method === "DELETE")
			continue;
		const exchange = await send(method, path, { role, body: exampleOf(operation, path) });
		adopt(exchange);
		if (exchange.json?.code === "invalid_fields")
			judge.complain(`${id}: its example is refused`, exchange);
	}
}

const wantsKey = operation => Object.keys(schemaOf(operation)?.properties ?? {}).some(key => key.endsWith("Key"));

// New ones, for what was tried with the old may have ended them.
async function makeRecords(role) {
	for (const operation of [...operations.filter(one => !wantsKey(one)), ...operations.filter(wantsKey)]) {
		const path = pathFor(operation, role);
		if (operation.method === "post" && operation["x-roles"].includes(role))
			adopt(await send("POST", path, { role, body: exampleOf(operation, path) }));
	}
}

async function tryTokens(operation) {
	const id = operation.operationId, method = operation.method.toUpperCase();
	const path = pathFor(operation, operation["x-roles"][0]);
	const without = await send(method, path, { token: "" });
	if (expect(without, `${id} without a token`, 401, "no_token") && !without.headers.has("www-authenticate"))
		judge.complain(`${id} without a token: no challenge`, without);
	expect(await send(method, path, { token: "a.b.c" }), `${id} with a bad token`, 401, "bad_token");
}

async function tryIds(operation, role) {
	const id = operation.operationId, method = operation.method.toUpperCase(), path = pathFor(operation, role).split("/");
	const body = exampleOf(operation, path.join("/"));
	for (const [i, segment] of operation.segments.entries()) {
		if (!segment.startsWith("{"))
			continue;
		const { schema } = document.parameters(operation, "path").find(one => one.name === segment.slice(1, -1));
		for (const value of ["x", "%C3%A9", "0"])
			expect(await send(method, replaced(path, i, value), { role, body }), `${id} of the id ${value}`, 400, "invalid_fields");
		const unknown = await send(method, replaced(path, i, good(schema)[0]), { role, body });
		// Of a photo the visit's own key is looked at before the visit.
		if (unknown.status !== 404 && unknown.json?.code?.startsWith("bad_") !== true)
			judge.complain(`${id}: an unknown id is no 404`, unknown);
	}
}

const replaced = (path, i, value) => path.map((segment, k) => (k === i ? value : segment)).join("/");

async function tryQuery(operation, role) {
	const id = operation.operationId, path = pathFor(operation, role), method = operation.method.toUpperCase();
	const ask = query => send(method, `${path}?${query}`, { role, body: exampleOf(operation, path) });
	expect(await ask("unknownParameter=1"), `${id} with an unknown parameter`, 400, "invalid_fields");
	for (const { name, schema } of document.parameters(operation, "query")) {
		const values = (schema.type === "array" ? [schema.items.enum.join(","), schema.items.enum[0]] : good(schema)).filter(value => value !== "");
		for (const value of name === "cursor" ? [""] : values) {
			const exchange = await ask(`${name}=${encodeURIComponent(value)}`);
			if (exchange.json?.code === "invalid_fields")
				judge.complain(`${id}: ${name} is refused at its bound`, exchange);
		}
		const wrong = schema.type === "array" ? ["x", `${schema.items.enum[0]},`]
			: bad(schema).filter(value => ["string", "number", "boolean"].includes(typeof value) && value !== "" &&
				document.parameterProblem({ schema }, String(value)) !== null);
		for (const value of name === "cursor" ? ["x"] : wrong)
			expect(await ask(`${name}=${encodeURIComponent(value)}`), `${id} with ${name}=${String(value).slice(0, 20)}`, 400, "invalid_fields");
		expect(await ask(`${name}=1&${name}=1`), `${id} with ${name} twice`, 400, "malformed_query");
	}
}

// Each member of a body at its bounds, and beyond them; what is nested within its parents.
function* variants(schema, example, wrap = value => value, path = "") {
	for (const [key, inner] of Object.entries(schema.properties ?? {})) {
		const within = value => wrap({ ...example, [key]: value }), name = path + key;
		for (const value of good(inner))
			yield { name, body: within(value), isGood: true };
		for (const value of bad(inner))
			yield { name, body: within(value), isGood: false };
		if (inner.properties)
			yield* variants(inner, example?.[key] ?? {}, within, `${name}.`);
	}
	for (const key of schema.required ?? []) {
		const { [key]: _, ...rest } = example ?? {};
		yield { name: path + key, body: wrap(rest), isGood: false };
	}
	if (schema.additionalProperties === false)
		yield { name: `${path}unknownMember`, body: wrap({ ...example, unknownMember: 1 }), isGood: false };
}

async function tryBody(operation, role) {
	const id = operation.operationId, method = operation.method.toUpperCase(), schema = schemaOf(operation);
	const refused = operation.responses[422]?.content["application/json"].examples.invalid_fields ? 422 : 400;
	const path = pathFor(operation, role);
	for (const { name, body, isGood } of variants(schema, exampleOf(operation, path))) {
		if ((document.problem(schema, body) === null) !== isGood)
			continue; // two members that do not go together, or a sample that is not what it was made to be
		const exchange = await send(method, path, { role, body });
		adopt(exchange);
		if (isGood && exchange.json?.code === "invalid_fields")
			judge.complain(`${id}: ${name} is as described, and refused: ${JSON.stringify(exchange.json.details)}`, exchange);
		if (isGood)
			continue;
		if (expect(exchange, `${id} with a bad ${name}`, refused, ["invalid_fields", "no_updates"]) && exchange.json.code === "invalid_fields" &&
			!exchange.json.details.some(({ field }) => field.startsWith(name.split(".")[0]) || field.includes("unknownMember")))
			judge.complain(`${id} with a bad ${name}: details do not name it`, exchange);
	}
	expect(await send(method, path, { role, text: "{" }), `${id} with half a body`, 400, "malformed_body");
	expect(await send(method, path, { role, text: "[]" }), `${id} with an array`, 400, "malformed_body");
	expect(await send(method, path, { role, text: "{}", headers: { "Content-Type": "text/plain" } }), `${id} with text`, 415, "not_json");
	expect(await send(method, path, { role, text: " ".repeat(262145) }), `${id} with a large body`, 413, "large_body");
}

async function tryKeys(operation, role) {
	const id = operation.operationId, method = operation.method.toUpperCase(), path = pathFor(operation, role);
	const headers = { "Idempotency-Key": randomUUID() }, body = exampleOf(operation, path);
	const first = await send(method, path, { role, body, headers });
	const again = await send(method, path, { role, body, headers });
	if (again.headers.get("idempotent-replayed") !== "true" || again.status !== first.status || again.reply !== first.reply)
		judge.complain(`${id}: an Idempotency-Key does not give the first answer again`, again);
	if (body !== undefined)
		expect(await send(method, path, { role, text: `${JSON.stringify(body)} `, headers }), `${id} with another body`, 422, "other_body");
	expect(await send(method, path, { role, body, headers: { "Idempotency-Key": "x".repeat(256) } }), `${id} with a long key`, 400, "bad_key");
}

async function tryConditions(operation, role) {
	const id = operation.operationId, method = operation.method.toUpperCase();
	const parameters = document.parameters(operation, "header").map(one => one.name);
	if (parameters.includes("If-Match")) {
		const path = pathFor(operation, role), body = exampleOf(operation, path);
		const exchange = await send(method, path, { role, body, headers: { "If-Match": "\"0\"" } });
		expect(exchange, `${id} of another version`, [412, 409, 404]);
		expect(await send(method, path, { role, body, headers: { "If-Match": "0" } }), `${id} with half a tag`, 400, "invalid_fields");
	}
	if (parameters.includes("If-None-Match")) {
		const whole = await send(method, pathFor(operation, role), { role });
		const tag = whole.headers.get("etag");
		if (whole.status === 200 && !tag)
			judge.complain(`${id}: there is no ETag`, whole);
		if (whole.status === 200 && tag)
			expect(await send(method, pathFor(operation, role), { role, headers: { "If-None-Match": tag } }), `${id} with its tag`, 304);
		expect(await send("HEAD", pathFor(operation, role), { role }), `HEAD of ${id}`, whole.status);
	}
}

// Page by page, by whichever way the list goes on: no row twice.
async function tryPages(operation, role) {
	const known = new Set(), first = `${pathFor(operation, role)}?limit=1`;
	const hasCursor = document.parameters(operation, "query").some(one => one.name === "cursor");
	for (let path = hasCursor ? `${first}&cursor=` : first, pages = 0; path && pages < 8; pages++) {
		const { json, headers, status } = await send("GET", path, { role });
		if (status !== 200)
			return;
		const rows = [json, json.data, ...Object.values(json.data ?? json)].find(Array.isArray);
		for (const { id } of rows) {
			if (known.has(id))
				judge.complain(`${operation.operationId}: a row is there twice`, { method: "GET", path, status, reply: id });
			known.add(id);
		}
		const cursor = json.nextCursor ?? json.data?.pagination?.nextCursor;
		const link = headers.get("link")?.match(/^<([^>]*)>; rel="next"$/)?.[1];
		path = cursor ? `${first}&cursor=${encodeURIComponent(cursor)}` : link;
	}
}

async function tryMethods(path, methods) {
	const operation = document.operations.find(one => one.path === path), role = operation["x-roles"][0];
	const allowed = methods.flatMap(one => (one === "get" ? ["GET", "HEAD"] : [one.toUpperCase()])).sort().join();
	for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
		const address = pathFor(operation, role);
		const found = document.find(method, address);
		if (found.isMethod)
			continue; // of this address, or of another that it looks like
		const exchange = await send(method, address, { role });
		if (expect(exchange, `${method} ${path}`, 405, "wrong_method") &&
			!allowed.split(",").every(one => exchange.headers.get("allow").split(", ").includes(one)))
			judge.complain(`${method} ${path}: Allow is not ${allowed}`, exchange);
	}
}

// --- all of it: what makes records first, what deletes them last ---

const order = { post: 0, get: 1, patch: 2, delete: 3 };
const operations = [...document.operations].sort((a, b) => order[a.method] - order[b.method] || a.segments.length - b.segments.length);

for (const operation of operations.filter(isList))
	for (const role of operation["x-roles"])
		await send("GET", operation.path, { role });
for (const step of [tryRoles, tryTokens])
	for (const operation of operations)
		await step(operation);
for (const operation of operations) {
	const role = operation["x-roles"][0], isWrite = operation.method !== "get";
	if (isWrite && operation.path.includes("{"))
		await makeRecords(role);
	if (!isWrite)
		await send("GET", pathFor(operation, role), { role });
	await tryIds(operation, role);
	await tryQuery(operation, role);
	if (document.bodySchema(operation))
		await tryBody(operation, role);
	if (isWrite)
		await tryKeys(operation, role);
	await tryConditions(operation, role);
	if (isList(operation))
		for (const each of operation["x-roles"])
			await tryPages(operation, each);
}
for (const [path, item] of Object.entries(document.json.paths))
	await tryMethods(path, Object.keys(item));

const failed = judge.report();
// Its picture would have to be uploaded; the end-to-end tests do.
const successes = document.operations.filter(({ operationId, responses }) => operationId !== "photos_thumbnail" &&
	!Object.keys(responses).some(status => status < 400 && judge.seen.has(`status ${operationId} ${status}`)));
for (const { operationId } of successes)
	console.log(`FAILED: ${operationId} never succeeded`);
if (Date.now() > deadline)
	console.log("FAILED: the walk took longer than a minute");
console.log(`${judge.count} requests, ${failed + successes.length} failures, ${Math.round((Date.now() - deadline + 60000) / 1000)} s`);
process.exit(failed + successes.length === 0 && Date.now() <= deadline ? 0 : 1);
