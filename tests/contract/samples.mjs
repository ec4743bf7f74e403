// Values that a schema takes, at its bounds, and values that it does not take, each beyond one bound by one.
import { randomUUID } from "node:crypto";

const LONG = 100; // items that are still worth sending

const types = schema => [schema.type].flat();
const isNullable = schema => types(schema).includes("null") || schema.anyOf?.some(one => one.type === "null");
const timestamp = () => new Date(Date.UTC(2030, 0, 1) + Math.floor(Math.random() * 1e11)).toISOString();

// A string for one of the patterns that the description has.
function patterned(pattern) {
	for (const text of [timestamp(), "2025-01-01", "2025-01-01 to 2025-01-02", "EUR", "V999999", "V999999-1", "V999999-1-PI1", "V999999-1-PI1-L1"])
		if (new RegExp(pattern, "u").test(text))
			return text;
	throw new Error(`samples.mjs knows no string for ${pattern}`);
}

export function good(schema) {
	const values = isNullable(schema) ? [null] : [];
	if (schema.enum)
		return [...values, ...schema.enum.filter(one => one !== null)];
	if (schema.anyOf)
		return [...values, ...schema.anyOf.filter(one => one.type !== "null").flatMap(good)];
	switch (types(schema)[0]) {
	case "string":
		if (schema.format === "uuid")
			return [...values, randomUUID(), randomUUID().toUpperCase()];
		if (schema.format === "date")
			return [...values, "2024-02-29"];
		if (schema.pattern)
			return [...values, patterned(schema.pattern)];
		// Characters beyond the basic plane count as one.
		return [...values, "x".repeat(Math.max(1, schema.minLength ?? 0)), "\u{1f600}".repeat(schema.maxLength ?? 20),
			...(schema.minLength ? [] : [""])];
	case "integer":
	case "number":
		return [...values, schema.minimum ?? 0, schema.maximum ?? 1e6];
	case "object":
		if (!schema.properties)
			return [...values, {}, { a: [1, { b: null }] }];
		return [...values, Object.fromEntries((schema.required ?? []).map(key => [key, good(schema.properties[key])[0]]))];
	case "array": {
		const item = () => good(schema.items ?? {}).at(-1);
		const counts = [...new Set([schema.minItems ?? 0, Math.min(schema.maxItems ?? 1, LONG)])];
		return [...values, ...counts.map(count => Array.from({ length: count }, item))];
	}
	default:
		return [...values, 1];
	}
}

export function bad(schema) {
	const nothing = isNullable(schema) ? [] : [null], other = [...nothing, true];
	if (schema.enum)
		return [...other, "no such choice", 1];
	if (schema.anyOf)
		return [...other, "text", 1];
	switch (types(schema)[0]) {
	case "string":
		return [...other, 1, {}, [],
			...(schema.format || schema.pattern ? ["x", ""] : []),
			...(schema.maxLength ? ["x".repeat(schema.maxLength + 1)] : []),
			...(schema.minLength ? [""] : [])];
	case "integer":
	case "number":
		return [...other, "1", {},
			...(types(schema)[0] === "integer" ? [(schema.minimum ?? 0) + 0.5] : []),
			...(schema.minimum === undefined ? [] : [schema.minimum - 1]),
			...(schema.maximum === undefined ? [] : [schema.maximum + 1])];
	case "object":
		return [...other, "x", [],
			...(schema.additionalProperties === false ? [{ ...good(schema).at(-1), unknownMember: 1 }] : []),
			...(schema.required ?? []).map(key => {
				const { [key]: _, ...rest } = good(schema).at(-1);
				return rest;
			})];
	case "array":
		return [...other, "x", {},
			...(schema.minItems ? [Array(schema.minItems - 1).fill(good(schema.items).at(-1))] : []),
			...(schema.maxItems ? [Array(schema.maxItems + 1).fill(good(schema.items ?? {}).at(-1))] : []),
			...bad(schema.items ?? {}).slice(0, 3).map(item => [item])];
	default:
		return [];
	}
}
