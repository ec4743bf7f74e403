# Embeds the statements: from sql/sqitch.plan and the files of sql/statements to C, its header with -v header=1.
# A statement's name is its file's; its parameters are counted; its comments stay behind. A line "-- include FILE" stands
# for the lines of sql/fragments/FILE, which may not include in turn.

function name_of(path)
{
	sub(/.*\//, "", path)
	sub(/\.sql$/, "", path)
	return path
}

function fail(message)
{
	print FILENAME ":" FNR ": " message >"/dev/stderr"
	failed = 1
	exit 1
}

function add(line,    rest, number)
{
	if (line ~ /^[ \t]*--/)
		return
	rest = line
	while (match(rest, /\$[0-9]+/)) {
		number = substr(rest, RSTART + 1, RLENGTH - 1) + 0
		if (number > parameters[count - 1])
			parameters[count - 1] = number
		rest = substr(rest, RSTART + RLENGTH)
	}
	gsub(/\\/, "&&", line) # not "\\\\", which awks read differently
	gsub(/"/, "\\\"", line)
	text[count - 1] = text[count - 1] "\t\t\"" line "\\n\"\n"
}

function include(file,    line, status, lines)
{
	file = "sql/fragments/" file
	while ((status = (getline line <file)) > 0) {
		add(line)
		lines++
	}
	close(file)
	if (status < 0 || lines == 0)
		fail("cannot include " file)
}

FILENAME ~ /sqitch\.plan$/ {
	if ($0 !~ /^[%@#]/ && NF > 0)
		change = $1
	next
}

FNR == 1 {
	name = name_of(FILENAME)
	if (name in known)
		fail("there is another statement " name)
	known[name] = 1
	split(FILENAME, parts, "/")
	folders[count + 0] = parts[3]
	names[count++] = name
}

FNR == 1 && /^-- / { about[count - 1] = substr($0, 4) }

/^-- \$[0-9]+ / { comment[count - 1] = comment[count - 1] "  " substr($0, 4) }

/^[ \t]*-- include / {
	include($3)
	next
}

{ add($0) }

END {
	if (failed)
		exit 1
	if (header) {
		print "/* Made by sql/statements.awk from sql/statements and sql/sqitch.plan. */"
		print "#ifndef VISITD_STATEMENTS_H\n#define VISITD_STATEMENTS_H\n"
		print "/* A statement that visitd runs; number is its place in statement_table. */"
		print "struct statement {\n\tunsigned number, parameters;"
		print "\tconst char *name, *folder, *text;\n\tconst char *about;   /* its first line: what it is for */"
		print "\tconst char *comment; /* its own words on its parameters: \"$1 caller  $2 client_id\" */\n};\n"
		printf "#define STATEMENT_COUNT %d\n", count
		printf "/* The last change of the plan: the schema that this build needs. */\n#define SCHEMA_CHANGE \"%s\"\n\n", change
		print "extern const struct statement *const statement_table[STATEMENT_COUNT];"
		for (i = 0; i < count; i++)
			printf "extern const struct statement statement_%s;\n", names[i]
		print "\n#endif"
		exit
	}
	print "/* Made by sql/statements.awk from sql/statements. */\n#include \"statements.h\"\n"
	for (i = 0; i < count; i++) {
		gsub(/\\/, "&&", comment[i])
		gsub(/"/, "\\\"", comment[i])
		sub(/^  /, "", comment[i])
		gsub(/\\/, "&&", about[i])
		gsub(/"/, "\\\"", about[i])
		printf "const struct statement statement_%s = {\n\t%d, %d, \"%s\", \"%s\",\n%s\t\t,\n\t\"%s\",\n\t\"%s\",\n};\n\n", \
			names[i], i, parameters[i], names[i], folders[i], text[i], about[i], comment[i]
	}
	print "const struct statement *const statement_table[STATEMENT_COUNT] = {"
	for (i = 0; i < count; i++)
		printf "\t&statement_%s,\n", names[i]
	print "};"
}
