# Makes a pgbench script of a statement as visitctl prints it, to be prepared: the first file's "-- $N expression" lines give
# its parameters.

FNR == NR && /^-- \$[0-9]+ / {
	number = substr($2, 2)
	sub(/^-- \$[0-9]+ /, "")
	value[number] = "(" $0 ")"
	next
}
FNR == NR { if ($0 !~ /^--/) print; next }
/^--/ || /^PREPARE / { next }
{
	out = ""
	while (match($0, /\$[0-9]+/)) {
		number = substr($0, RSTART + 1, RLENGTH - 1)
		if (!(number in value)) {
			print FILENAME ": nothing is given for $" number > "/dev/stderr"
			exit 1
		}
		out = out substr($0, 1, RSTART - 1) value[number]
		$0 = substr($0, RSTART + RLENGTH)
	}
	print out $0
}
