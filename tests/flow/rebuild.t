# Everything again from the journal: in a new store, from a file, and held against the live store row by row.
$ chuhai init --store s --at 2024-01-01 --by official >/dev/null; chuhai generate --seed 7 --year 2023 --parcels 60 --out p >/dev/null 2>&1; cd p && chuhai registry import registry/{enterprises,links,warehouses,recognitions,zones}.csv --store ../s --at 2024-01-31 --by official >/dev/null; chuhai rates import rates.csv --store ../s --at 2024-01-31 --by official >/dev/null; chuhai history import history/figures.csv history/awards.csv --store ../s --at 2024-01-31 --by official >/dev/null 2>&1; chuhai intake messages --store ../s --at 2024-02-01 --by official >/dev/null 2>&1; chuhai settings set clearance.incomplete_after_days 10 --store ../s --at 2024-02-02 --by official >/dev/null; chuhai intake messages --store ../s --at 2024-02-03 --by official >/dev/null 2>&1; chuhai evidence import evidence.csv --store ../s --at 2024-02-15 --by official >/dev/null 2>&1; chuhai determine --year 2023 --example-scales --store ../s --at 2024-03-31 --by official >/dev/null
# A message refused for a field that is cut stays refused: the verdict is kept, since what was cut isn't.
$ sed "s/00000000000/$(printf '1%.0s' $(seq 60))/" $(grep -l ebcTelephone p/messages/*505* | head -1) > phone.xml; chuhai intake phone.xml --store s --at 2024-04-01 --by official --lang en 2>/dev/null | grep refused; chuhai findings --rule schema.length --store s --lang en | grep -c phone.xml
  messages refused                              1
  documents refused                             0
  refused by schema.length: 1
4
$ chuhai verify --store s --lang en 2>/dev/null | tail -1
the store equals what its journal gives
$ chuhai journal export --out s.journal --store s --json > first.json && chuhai journal import s.journal --store again --threads 1 --json 2>/dev/null >/dev/null && chuhai journal export --out again.journal --store again --json > second.json && cmp s.journal again.journal && echo same
same
$ chuhai determine --year 2023 --example-scales --store s --at 2024-04-01 --by official --json > a.json; chuhai determine --year 2023 --example-scales --store again --at 2024-04-01 --by official --json > b.json; cmp a.json b.json && echo same
same
$ head -c 5000 s.journal > cut.journal; chuhai journal import cut.journal --store cut --lang en; test -e cut; echo $?
chuhai: cut.journal has no last line with counts and digest: it isn't whole
1
