// The description of the API, read for its tests: which operation a request is for, and what its parts must look like.
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const METHODS = ["get", "post", "patch", "delete", "put"];

export class Document {
	constructor(path) {
		this.json = JSON.parse(readFileSync(path, "utf8"));
		this.ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictTypes: false, strictRequired: false });
		this.ajv.addVocabulary(["components"]);
		addFormats(this.ajv);
		this.compiled = new Map();
		this.operations = [];
		for (const [path, item] of Object.entries(this.json.paths))
			for (const method of METHODS)
				if (item[method])
					this.operations.push({ ...item[method], path, method, segments: path.split("/") });
	}

	resolve(part) {
		while (part?.$ref)
			part = part.$ref.slice(2).split("/").reduce((at, key) => at[key], this.json);
		return part;
	}

	// What does not fit a schema, as text; null for nothing.
	problem(schema, value) {
		if (!this.compiled.has(schema))
			this.compiled.set(schema, this.ajv.compile({ ...schema, components: this.json.components }));
		const validate = this.compiled.get(schema);
		return validate(value) ? null : this.ajv.errorsText(validate.errors, { dataVar: "value" });
	}

	parameters(operation, place) {
		return (operation.parameters ?? []).map(one => this.resolve(one)).filter(one => one.in === place);
	}

	bodySchema(operation) {
		return operation.requestBody?.content["application/json"].schema;
	}

	// The operation that a request is for, else one of another method at its address, else null: { operation, values, isMethod }.
	find(method, path) {
		// What nginx makes another address of, before visitd sees it.
		if (/%2[ef]|\/\.|\/\/|[^!-~]/i.test(path))
			return null;
		const wanted = method === "HEAD" ? "get" : method.toLowerCase();
		const given = path.replace(/\/$/, "").split("/");
		const fits = this.operations.filter(({ segments }) => segments.length === given.length &&
			segments.every((segment, i) => (segment.startsWith("{") ? given[i] !== "" : segment === given[i])));
		fits.sort((a, b) => a.path.split("{").length - b.path.split("{").length);
		const operation = fits.find(one => one.method === wanted) ?? fits[0];
		if (!operation)
			return null;
		const values = {};
		operation.segments.forEach((segment, i) => {
			if (segment.startsWith("{"))
				values[segment.slice(1, -1)] = given[i];
		});
		return { operation, values, isMethod: operation.method === wanted };
	}

	// What is wrong with a parameter's text; null for nothing.
	parameterProblem(parameter, text) {
		const { schema } = parameter;
		const value = schema.type === "array" ? text.split(",")
			: schema.type === "integer" && /^[0-9]+$/.test(text) ? Number(text) : text;
		return this.problem(schema, value);
	}
}

// "a=b&c" as the server takes it apart: an empty value is none, but for a cursor's.
export function parseQuery(query) {
	return query.split("&").filter(pair => pair !== "").map(pair => {
		const at = pair.indexOf("=");
		const decode = text => decodeURIComponent(text);
		return at < 0 ? [decode(pair), ""] : [decode(pair.slice(0, at)), decode(pair.slice(at + 1))];
	}).filter(([name, value]) => value !== "" || name === "cursor");
}

// What one exchange does that the description does not say: { method, path, request, status, headers, reply }, headers being a
// map with names in lower case. Notes what it has seen.
export class Judge {
	constructor(document) {
		this.document = document;
		this.problems = new Map(); // text → [how often, an example]
		this.seen = new Set();
		this.count = 0;
	}

	complain(text, exchange) {
		const known = this.problems.get(text);
		if (known)
			known[0]++;
		else
			this.problems.set(text, [1, `${exchange.method} ${exchange.path} → ${exchange.status} ${String(exchange.reply).slice(0, 300)}`]);
	}

	// Notes each member that a reply has, by the schema that it stands in.
	note(schema, value, name) {
		if (schema.$ref) {
			name = schema.$ref.replace("#/components/schemas/", "");
			schema = this.document.resolve(schema);
		}
		for (const part of [...(schema.anyOf ?? []), ...(schema.allOf ?? [])])
			if (!part.$ref || this.document.problem(part, value) === null)
				this.note(part, value, name);
		if (value === null)
			this.seen.add(`null ${name}`);
		if (schema.enum)
			this.seen.add(`choice ${name} ${value}`);
		if (Array.isArray(value) && schema.items)
			value.forEach(item => this.note(schema.items, item, `${name}[]`));
		if (schema.properties && value !== null && typeof value === "object")
			for (const [key, inner] of Object.entries(schema.properties))
				if (key in value) {
					this.seen.add(`member ${name}.${key}`);
					this.note(inner, value[key], `${name}.${key}`);
				}
	}

	judgeHeaders(exchange, label, described) {
		const known = new Map(Object.keys(described.headers ?? {}).map(name => [name.toLowerCase(), name]));
		for (const name of ["etag", "location", "link", "retry-after", "idempotent-replayed", "www-authenticate", "allow"])
			if (exchange.headers.has(name) && !known.has(name))
				this.complain(`${label}: the header ${name} is not described`, exchange);
		for (const [name, shown] of known)
			if (exchange.headers.has(name))
				this.seen.add(`header ${label} ${shown}`);
		if (!exchange.headers.has("x-request-id"))
			this.complain(`${label}: there is no X-Request-Id`, exchange);
	}

	judgeBody(exchange, label, described, id) {
		const type = (exchange.headers.get("content-type") ?? "").split(";")[0];
		const content = described.content;
		if (exchange.method === "HEAD" || exchange.headers.has("content-encoding"))
			return;
		if (!content) {
			if (exchange.reply)
				this.complain(`${label}: there is a body`, exchange);
			return;
		}
		if (content["image/*"]) {
			if (!type.startsWith("image/"))
				this.complain(`${label}: ${type} is no image`, exchange);
			return;
		}
		if (type !== "application/json") {
			this.complain(`${label}: the body is ${type}`, exchange);
			return;
		}
		const value = JSON.parse(exchange.reply);
		const { schema } = content["application/json"];
		const problem = this.document.problem(schema, value);
		if (problem)
			this.complain(`${label}: ${problem}`, exchange);
		if (exchange.status >= 400)
			this.seen.add(`code ${id} ${exchange.status} ${value.code}`);
		else
			this.note(schema, value, id);
	}

	judgeRequest(exchange, operation, query) {
		const id = operation.operationId;
		const parameters = this.document.parameters(operation, "query");
		for (const [name, value] of query) {
			const parameter = parameters.find(one => one.name === name);
			const problem = parameter ? this.document.parameterProblem(parameter, value) : "is not described";
			if (problem)
				this.complain(`${id} took a parameter that is not as described: ${name} ${problem}`, exchange);
		}
		const schema = this.document.bodySchema(operation);
		if (!exchange.request || !schema)
			return;
		const problem = this.document.problem(schema, JSON.parse(exchange.request));
		if (problem)
			this.complain(`${id} took a body that is not as described: ${problem}`, exchange);
	}

	judge(exchange) {
		const [path, query] = [exchange.path.split("?")[0], exchange.path.split("?").slice(1).join("?")];
		this.count++;
		// A preflight is the browser's affair, and what no operation is at is nginx's or the router's.
		const found = exchange.method === "OPTIONS" ? null : this.document.find(exchange.method, path);
		if (!found) {
			if (exchange.status >= 400 && exchange.method !== "HEAD") {
				const problem = this.document.problem({ $ref: "#/components/schemas/Error" }, JSON.parse(exchange.reply));
				if (problem)
					this.complain(`at no operation's address: ${problem}`, exchange);
			}
			return;
		}
		const { operation, isMethod } = found;
		const id = operation.operationId, label = `${id} ${exchange.status}`;
		// Of a method that is not the address's: what it says to any request, before it is one for an operation.
		if (!isMethod && ![400, 404, 405, 413, 414, 429].includes(exchange.status) && exchange.status < 500)
			this.complain(`${id}: ${exchange.method} is not described, and answered with ${exchange.status}`, exchange);
		const described = this.document.resolve(operation.responses[exchange.status]);
		if (!described) {
			this.complain(`${label}: the status is not described`, exchange);
			return;
		}
		this.seen.add(`status ${id} ${exchange.status}`);
		this.judgeHeaders(exchange, label, described);
		this.judgeBody(exchange, label, described, id);
		if (isMethod && exchange.status < 300)
			this.judgeRequest(exchange, operation, parseQuery(query));
	}

	// Prints what was found; the number of problems.
	report() {
		for (const [text, [times, example]] of this.problems)
			console.log(`FAILED: ${text} (${times} times)\n        ${example}`);
		return this.problems.size;
	}
}

export function parseHeaders(text) {
	return new Map(text.split("\r\n").slice(1).filter(line => line.includes(":")).map(line => {
		const at = line.indexOf(":");
		return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
	}));
}
