# Embeds the statements: from sql/sqitch.plan and sql/statements/*.sql to C, its header with -v header=1.
# A statement's name is its file's; its parameters are counted; its comments stay behind.

function name_of(path)
{
	sub(/.*\//, "", path)
	sub(/\.sql$/, "", path)
	return path
}

FILENAME ~ /sqitch\.plan$/ {
	if ($0 !~ /^[%@#]/ && NF > 0)
		change = $1
	next
}

FNR == 1 { names[count++] = name_of(FILENAME) }

/^[ \t]*--/ { next }

{
	line = $0
	while (match(line, /\$[0-9]+/)) {
		number = substr(line, RSTART + 1, RLENGTH - 1) + 0
		if (number > parameters[count - 1])
			parameters[count - 1] = number
		line = substr(line, RSTART + RLENGTH)
	}
	gsub(/\\/, "&&") # not "\\\\", which awks read differently
	gsub(/"/, "\\\"")
	text[count - 1] = text[count - 1] "\t\t\"" $0 "\\n\"\n"
}

END {
	if (header) {
		print "/* Made by sql/statements.awk from sql/statements and sql/sqitch.plan. */"
		print "#ifndef VISITD_STATEMENTS_H\n#define VISITD_STATEMENTS_H\n"
		print "/* A statement that visitd runs; number is its place in statement_table. */"
		print "struct statement {\n\tunsigned number, parameters;\n\tconst char *name, *text;\n};\n"
		printf "#define STATEMENT_COUNT %d\n", count
		printf "/* The last change of the plan: the schema that this build needs. */\n#define SCHEMA_CHANGE \"%s\"\n\n", change
		print "extern const struct statement *const statement_table[STATEMENT_COUNT];"
		for (i = 0; i < count; i++)
			printf "extern const struct statement statement_%s;\n", names[i]
		print "\n#endif"
		exit
	}
	print "/* Made by sql/statements.awk from sql/statements. */\n#include \"statements.h\"\n"
	for (i = 0; i < count; i++)
		printf "const struct statement statement_%s = {\n\t%d, %d, \"%s\",\n%s};\n\n", names[i], i, parameters[i], names[i], text[i]
	print "const struct statement *const statement_table[STATEMENT_COUNT] = {"
	for (i = 0; i < count; i++)
		printf "\t&statement_%s,\n", names[i]
	print "};"
}
