# Thirty-two clients at once on one store come to what one client comes to on another.
$ chuhai init --store many --at 2024-01-01 --by clients --lang en && chuhai init --store one --at 2024-01-01 --by clients --lang en
made the store many (sqlite)
made the store one (sqlite)
$ chuhai generate --seed 7 --year 2023 --parcels 40 --out p >/dev/null 2>&1; ls p/messages | wc -l
144
# The register in slices of three lines: each line is taken once.
$ tail -q -n +2 p/registry/enterprises.csv | split -l 3 - e. && for f in e.*; do (head -1 p/registry/enterprises.csv; cat $f) > $f.csv; done; ls e.*.csv | xargs -P 32 -n 1 chuhai registry import --store many --at 2024-01-31 --by clients >/dev/null && chuhai registry import p/registry/enterprises.csv --store many --at 2024-01-31 --by clients --lang en
p/registry/enterprises.csv: enterprises taken 0, unchanged 72, refused 0
$ chuhai registry import p/registry/enterprises.csv --store one --at 2024-01-31 --by clients --lang en
p/registry/enterprises.csv: enterprises taken 72, unchanged 0, refused 0
$ chuhai rates import p/rates.csv --store many --at 2024-01-31 --by clients >/dev/null; chuhai rates import p/rates.csv --store one --at 2024-01-31 --by clients --lang en
p/rates.csv: rates taken 95, unchanged 0, refused 0
# The messages, five to a client.
$ ls p/messages/* | xargs -P 32 -n 5 chuhai intake --store many --at 2024-02-01 --by clients >/dev/null 2>&1; echo $?
0
$ chuhai intake p/messages --store one --at 2024-02-01 --by clients >/dev/null 2>&1
$ chuhai exceptions --by reason --json --store many > many.json; chuhai exceptions --by reason --json --store one | diff - many.json && cat many.json
{"orders":500,"complete":500,"missing":{},"amounts":{"equal":40},"refused":{}}
# Thirty-two determinations at once: all say the same, and it is what the other store says.
$ seq 32 | xargs -P 32 -I{} sh -c 'chuhai determine --year 2023 --store many --at 2024-03-31 --by clients --json > determined.{}'; echo $?; cat determined.* | sort -u | wc -l
0
1
$ chuhai determine --year 2023 --store many --at 2024-03-31 --by clients --lang en > many.txt; chuhai determine --year 2023 --store one --at 2024-03-31 --by clients --lang en | diff - many.txt && head -3 many.txt
  measure                                                          ● met  ◐ cannot tell  ○ not met
  M01.1    yearly turnover reaches 100 million for the first time      0             62          1
  M01.2    yearly turnover reaches 1 billion for the first time        0             62          1
