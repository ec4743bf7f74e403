// Holds every exchange that the tests have recorded against the description, and the description against what was seen:
// node replies.mjs openapi.json RECORD
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { Document, Judge, parseHeaders } from "./document.mjs";

// What the engine and nginx say in the same words for every operation: once anywhere will do.
const EVERYWHERE = ["malformed_query", "malformed_body", "bad_value", "bad_key", "bad_request", "other_body", "caller_unknown",
	"wrong_role", "invalid_fields", "no_updates", "no_store", "away", "busy"];

// What no test can reach, and why.
const UNREACHABLE = new Map([
	["code of any 400 bad_request", "libcurl sends no such request; tests/e2e/api/requests sends one as bytes, which is not recorded"],
	["code of any 504 no_answer", "visitd answers long before nginx gives it up"],
]);

const [documentPath, recordPath] = process.argv.slice(2);
const document = new Document(documentPath);
const judge = new Judge(document);
const lenient = new Map(); // what was refused though the schema allows it

// A refusal of fields that a JSON Schema of the body could have told.
function noteLenient(exchange) {
	const found = document.find(exchange.method, exchange.path.split("?")[0]);
	const schema = found?.isMethod ? document.bodySchema(found.operation) : null;
	if (!schema || !exchange.request || ![400, 422].includes(exchange.status))
		return;
	const { code, details = [] } = JSON.parse(exchange.reply);
	const names = details.map(one => one.field).filter(name => !(name in found.values));
	let body;
	try {
		body = JSON.parse(exchange.request);
	} catch {
		return;
	}
	if (code !== "invalid_fields" || names.length === 0 || exchange.path.includes("?") || document.problem(schema, body) !== null)
		return;
	const text = `${found.operation.operationId}: ${details[0].message}`;
	lenient.set(text, (lenient.get(text) ?? 0) + 1);
}

for await (const line of createInterface({ input: createReadStream(recordPath), crlfDelay: Infinity })) {
	const exchange = JSON.parse(line);
	// What is no text is no address of ours either.
	if (exchange.path === null)
		continue;
	exchange.headers = parseHeaders(exchange.headers);
	judge.judge(exchange);
	noteLenient(exchange);
}
let failed = judge.report();

// --- nothing invented ---

const seen = judge.seen, missing = [], rare = [];
const seenAnywhere = (status, code) => [...seen].some(one => one.startsWith("code ") && one.endsWith(` ${status} ${code}`));

function membersOf(schema, name, visit) {
	if (schema.$ref) {
		name = schema.$ref.replace("#/components/schemas/", "");
		schema = document.resolve(schema);
	}
	for (const part of [...(schema.anyOf ?? []), ...(schema.allOf ?? [])])
		membersOf(part, name, visit);
	visit(schema, name);
	if (schema.items)
		membersOf(schema.items, `${name}[]`, visit);
	for (const [key, inner] of Object.entries(schema.properties ?? {})) {
		visit(null, `${name}.${key}`);
		membersOf(inner, `${name}.${key}`, visit);
	}
}

function lookAt(schema, name) {
	if (schema === null) {
		if (!seen.has(`member ${name}`))
			missing.push(`member ${name}`);
		return;
	}
	if ((schema.type === "null" || schema.type?.includes?.("null")) && !seen.has(`null ${name}`))
		rare.push(`${name} was never null`);
	for (const choice of schema.enum ?? [])
		if (choice !== null && !seen.has(`choice ${name} ${choice}`))
			rare.push(`${name} was never ${choice}`);
}

for (const operation of document.operations) {
	for (const [status, response] of Object.entries(operation.responses)) {
		const id = operation.operationId, described = document.resolve(response);
		const schema = described.content?.["application/json"]?.schema;
		const codes = status < 400 ? [] : schema.allOf[1].properties.code.enum;
		const isOwn = !response.$ref && (status < 400 || codes.some(code => !EVERYWHERE.includes(code)));
		if (isOwn && !seen.has(`status ${id} ${status}`))
			missing.push(`status ${id} ${status}`);
		for (const name of isOwn ? Object.keys(described.headers) : [])
			if (!seen.has(`header ${id} ${status} ${name}`) && name !== "Idempotent-Replayed")
				missing.push(`header ${id} ${status} ${name}`);
		if (status < 400 && schema)
			membersOf(schema, id, lookAt);
		for (const code of codes) {
			const anywhere = response.$ref || EVERYWHERE.includes(code);
			if (anywhere ? !seenAnywhere(status, code) : !seen.has(`code ${id} ${status} ${code}`))
				missing.push(`code ${anywhere ? "of any" : id} ${status} ${code}`);
		}
	}
}
const missed = [...new Set(missing)].filter(one => !UNREACHABLE.has(one));
for (const one of missed)
	console.log(`FAILED: described, and never seen: ${one}`);
failed += missed.length;
for (const one of new Set(rare))
	console.log(`note: ${one}`);
for (const [text, times] of lenient)
	console.log(`note: refused, and the schema does not say so: ${text} (${times} times)`);
console.log(`${judge.count} exchanges compared, ${failed} failures`);
process.exit(failed === 0 && judge.count > 0 ? 0 : 1);
